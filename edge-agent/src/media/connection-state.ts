import type { TransportUse } from '@nightjar/shared/domain/camera.ts'
import type { PresentedCertificate } from '@nightjar/shared/domain/certificate.ts'
import type { ErrorCode } from '@nightjar/shared/errors/codes.ts'

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
  | { readonly state: 'connecting' }
  | { readonly state: 'streaming'; readonly transport: TransportUse }
  | WaitingState
