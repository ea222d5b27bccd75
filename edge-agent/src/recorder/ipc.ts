import type { CameraConfig } from '@nightjar/shared/protocol/agent-config.ts'
import type { ProbeResult } from '@nightjar/shared/protocol/commands/camera-probe.ts'
import type { CameraCredentials } from '@nightjar/shared/protocol/sealed-box.ts'
import type { CameraStatus, DiskFault } from '../media/camera-report.ts'
import type { ClosedSegment } from '../media/closed-segment.ts'

/**
 * Between the agent's main process and its recorder process, over the child's IPC channel (structured clone).
 * Media never travels here: the recorder writes the files and dials the relay itself.
 */

/** A camera as the recorder runs it: credentials opened, everything else as signed. */
export type RecorderCamera = Omit<CameraConfig, 'credentials' | 'addedAtMs'> & {
  readonly credentials: CameraCredentials | null
  readonly configVersion: number
}

export interface RecorderStart {
  readonly kind: 'start'
  /** Folder in which the recorder makes `<cameraId>/<segmentId>.mp4`. */
  readonly segmentsDir: string
  /** See camera-access/address-policy.ts. */
  readonly allowLoopback: 'none' | 'any' | readonly string[]
  readonly logLevel: string
}

export type ToRecorder =
  | RecorderStart
  /** The whole desired set. A camera whose entry is unchanged is not touched. */
  | { readonly kind: 'cameras'; readonly cameras: readonly RecorderCamera[] }
  /** Push a stream to a relay until it closes the socket. `relayUrl` is absolute and already checked. */
  | {
      readonly kind: 'live'
      readonly commandId: string
      readonly streamId: string
      readonly relayUrl: string
      readonly publishTicket: string
    }
  | {
      readonly kind: 'probe'
      readonly commandId: string
      readonly url: string
      readonly transport: 'tcp' | 'udp'
      readonly credentials: CameraCredentials | null
    }
  /** Close all segments, tell of them, then exit with 0. */
  | { readonly kind: 'stop' }

export type FromRecorder =
  | { readonly kind: 'ready' }
  /** Every two seconds: the recorder's event loop turns. */
  | { readonly kind: 'alive' }
  /** At once on every change, and every few seconds while streaming. */
  | ({ readonly kind: 'camera-status' } & CameraStatus)
  /** The file is complete, synced and hashed; from here on the main process answers for it. */
  | { readonly kind: 'segment-closed'; readonly segment: ClosedSegment }
  /** Writing failed; the ledger needs to know. */
  | ({ readonly kind: 'disk-fault' } & DiskFault)
  | {
      readonly kind: 'live-result'
      readonly commandId: string
      readonly error: { code: string; message: string } | null
    }
  | {
      readonly kind: 'probe-result'
      readonly commandId: string
      readonly result: ProbeResult | null
      /** JPEG; null where none could be made. */
      readonly picture: Uint8Array | null
      readonly error: { code: string; message: string } | null
    }
