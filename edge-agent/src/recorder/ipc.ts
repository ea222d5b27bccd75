import type { LoopbackAllowance } from '@nightjar/shared/address-policy/loopback.ts'
import type { StreamFacts, TransportChoice, TransportUse } from '@nightjar/shared/domain/camera.ts'
import type { PresentedCertificate } from '@nightjar/shared/domain/certificate.ts'
import type { LogLevel } from '@nightjar/shared/domain/log-level.ts'
import type { ErrorCode } from '@nightjar/shared/errors/codes.ts'
import type { CameraConfig } from '@nightjar/shared/protocol/config/document.ts'
import type { CameraCredentials } from '@nightjar/shared/protocol/sealed-box.ts'
import type { CameraStatus, DiskFault } from '../media/camera-report.ts'
import type { ClosedSegment } from '../media/closed-segment.ts'
import type { RecorderLoad } from '../media/recorder-load.ts'

/** A camera as the recorder runs it: credentials opened, everything else as signed. */
export type RecorderCamera = Omit<CameraConfig, 'credentials' | 'boundCredentials' | 'addedAtMs'> & {
  readonly credentials: CameraCredentials | null
  readonly configVersion: number
  /** The credentials were entered within the address, and go where it has placeholders. */
  readonly fillsAddress?: boolean
  /** Why it must not be connected to: its streams say so and do nothing else. */
  readonly refusal?: ErrorCode
}

export interface RecorderStart {
  readonly kind: 'start'
  /** Folder in which the recorder makes `<cameraId>/<segmentId>.mp4`. */
  readonly segmentsDir: string
  /** See shared/src/address-policy. */
  readonly allowLoopback: LoopbackAllowance
  readonly logLevel: LogLevel
}

export type ToRecorder =
  | RecorderStart
  /** The whole desired set. A camera whose entry is unchanged is not touched. */
  | {
      readonly kind: 'cameras'
      readonly cameras: readonly RecorderCamera[]
      /**
       * By camera: pictures that were taken from then on may be recorded, wall ms; time before it is accounted for, or
       * recording was off. For cameras that this process does not run yet; where it is left out, from now on.
       */
      readonly recordableFromMs?: Readonly<Record<string, number>>
    }

export type FromRecorder =
  /** At once on every change, and every few seconds while streaming. */
  | ({ readonly kind: 'camera-status' } & CameraStatus)
  /** The file is complete, synced and hashed; from here on the main process answers for it. */
  | { readonly kind: 'segment-closed'; readonly segment: ClosedSegment }
  /** Writing failed; the ledger needs to know. */
  | ({ readonly kind: 'disk-fault' } & DiskFault)
  /** Every quarter of a minute. */
  | ({ readonly kind: 'load' } & RecorderLoad)

export interface LiveRequest {
  /** For the log only, here and below. */
  readonly commandId: string
  readonly streamId: string
  /** Absolute and already checked. */
  readonly relayUrl: string
  readonly publishTicket: string
}

export interface TrialRequest {
  readonly commandId: string
  readonly url: string
  readonly transport: TransportChoice
  /** Base64 SHA-256 of the key that the camera must show; null leaves it to the authorities. */
  readonly tlsPin: string | null
  readonly credentials: CameraCredentials | null
}

/** What a camera that is not saved yet shows. */
export interface Trial {
  readonly result: {
    readonly facts: StreamFacts
    /** Counted over about two seconds; null when too few pictures came. */
    readonly measuredFrameRate: number | null
    readonly picture: boolean
    readonly transport: TransportUse
    /** What the camera showed; null without TLS. */
    readonly certificate: PresentedCertificate | null
  }
  /** JPEG; null where none could be made. One small picture for each time that somebody asks is no media. */
  readonly picture: Uint8Array | null
}

/**
 * Between the agent's main process and its recorder process. Media never travels here: the recorder writes the files
 * and dials the relay itself. Told to stop, it closes all segments and tells of them first.
 */
export interface RecorderProtocol {
  readonly order: ToRecorder
  readonly report: FromRecorder
  readonly requests: {
    /** Push a stream to a relay until it closes the socket; answered when the relay is connected. */
    readonly 'open-live': { readonly ask: LiveRequest; readonly answer: undefined }
    readonly 'try-camera': { readonly ask: TrialRequest; readonly answer: Trial }
  }
}
