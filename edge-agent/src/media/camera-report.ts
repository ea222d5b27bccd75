import type { StreamStatus } from '@nightjar/shared/domain/camera.ts'

/** What is true of a camera now: told at once on every change, and every few seconds while streaming. */
export interface CameraStatus {
  readonly cameraId: string
  readonly recording: boolean
  /** Wall start of the segment being written, ms; null where none is. */
  readonly openSegmentStartMs: number | null
  readonly streams: readonly StreamStatus[]
}

/** Writing failed from this moment on; the ledger needs to know. */
export interface DiskFault {
  readonly cameraId: string
  /** Wall time, ms. */
  readonly fromMs: number
  /** An error code, or `overload`. */
  readonly cause: string
}
