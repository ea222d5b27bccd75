import type { ErrorCode } from '@nightjar/shared/errors/codes.ts'

/** What a connection waits for that is not there yet, since when. */
export interface Awaits {
  /**
   * `other-stream`: another stream of the host tries the password first. `packets`: the camera agreed to send and sends
   * nothing. `keyframe`: it sends, but no picture yet that decoding can begin with.
   */
  readonly what: 'other-stream' | 'packets' | 'keyframe'
  /** Wall ms. */
  readonly sinceMs: number
}

/** What a person is told about the connection to a camera's stream. */
export type ConnectionState =
  | { readonly state: 'connecting'; readonly awaits?: Awaits }
  | { readonly state: 'streaming' }
  /** `message` is safe to show; `retryAtMs` is wall time. */
  | { readonly state: 'waiting'; readonly code: ErrorCode; readonly message: string; readonly retryAtMs: number }
