import type { ErrorCode } from '@nightjar/shared/errors/codes.ts'

/** What a person is told about the connection to a camera's stream. */
export type ConnectionState =
  | { readonly state: 'connecting' }
  | { readonly state: 'streaming' }
  /** `message` is safe to show; `retryAtMs` is wall time. */
  | { readonly state: 'waiting'; readonly code: ErrorCode; readonly message: string; readonly retryAtMs: number }
