import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import type { CameraStatus, DiskFault } from '../media/camera-report.ts'
import type { ClosedSegment } from '../media/closed-segment.ts'

/** What the ledger needs to know of a configured camera. */
export interface KeptCamera {
  readonly cameraId: string
  readonly addedAtMs: number
  readonly mode: 'continuous' | 'off'
  /** All that the connection to its recorded stream is made of: where it is another one, the recorder hangs up. */
  readonly way: unknown
}

/**
 * Writes each camera's ledger from what it hears, so that from `addedAtMs` to about now there is no hole and no
 * overlap. Time is accounted for once it is decided: a stretch that a segment may still claim stays open, a gap begins
 * to be written at most 30 s late and then grows in steps of up to 5 min. Order at start: create, `recovered`, `cameras`,
 * then the recorder, because `cameras` decides all time before the start; `tick` every few seconds.
 */
export interface LedgerKeeper {
  /** Files found after a crash, from recoverSegments; and again after every loss of the recorder process. */
  recovered(segments: readonly ClosedSegment[]): readonly SegmentManifest[]
  /** The whole set; call on every change of configuration. */
  cameras(cameras: readonly KeptCamera[]): void
  status(report: CameraStatus): void
  /** Puts the segment into the index, with the gap before it explained; null where its record is made later. */
  segmentClosed(closed: ClosedSegment): SegmentManifest | null
  diskFault(report: DiskFault): void
  /** The recorder process is gone; its open segments come by `recovered`. */
  recorderLost(): void
  tick(): void
  /** Accounts for everything up to now; the recorder has stopped before. */
  stop(): void
}
