import type { AwaitedWhat } from '@nightjar/shared/domain/awaited.ts'
import type { TransportUse } from '@nightjar/shared/domain/camera.ts'
import type { PresentedCertificate } from '@nightjar/shared/domain/certificate.ts'
import type { ErrorCode } from '@nightjar/shared/errors/codes.ts'

/** What a connection waits for that is not there yet, since when. */
export interface Awaits {
  /**
   * `other-stream`: another stream of the host tries the password first. `packets`: the camera agreed to send and sends
   * nothing. `video`: it sends sound only. `parameter-sets`: it sends keyframes, and nowhere what is needed to decode
   * them. `keyframe`: it sends, but no picture yet that decoding can begin with.
   */
  readonly what: AwaitedWhat
  /** Wall ms. */
  readonly sinceMs: number
}

/** Why there is no connection and when there will be another attempt. */
export interface WaitingState {
  readonly state: 'waiting'
  readonly code: ErrorCode
  /** Safe to show. */
  readonly message: string
  /** Wall time, ms. */
  readonly retryAtMs: number
  /** What the camera showed, where it is not trusted. */
  readonly certificate?: PresentedCertificate | undefined
}

/** What a person is told about the connection to a camera's stream. */
export type ConnectionState =
  | { readonly state: 'connecting'; readonly awaits?: Awaits }
  | { readonly state: 'streaming'; readonly transport: TransportUse }
  | WaitingState
