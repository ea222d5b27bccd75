import type { PresentedCertificate } from '../domain/certificate.ts'
import { type ErrorCode, errorCodes } from './codes.ts'
import type { ErrorKind } from './kinds.ts'

interface AppErrorOptions {
  /** One sentence for the person; never a secret, an address with a password or another system's raw text. */
  readonly message?: string
  /** The private story, for the log only. */
  readonly detail?: string
  /** Which input was wrong: RFC 6901 pointer and what to do about it. */
  readonly fields?: readonly FieldError[]
  readonly retryAfterSeconds?: number
  /** What the camera showed of itself, where it is not trusted. */
  readonly certificate?: PresentedCertificate
  readonly cause?: unknown
}

export interface FieldError {
  /** JSON pointer into the request body, e.g. `/url`. */
  readonly pointer: string
  readonly detail: string
}

/** An error with a kind, a private story and a public sentence. Everything that crosses a module boundary is one. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly kind: ErrorKind
  /** Safe to show. */
  readonly publicMessage: string
  readonly detail: string | undefined
  readonly fields: readonly FieldError[]
  readonly retryAfterSeconds: number | undefined
  readonly certificate: PresentedCertificate | undefined

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    const entry = errorCodes[code]
    super(options.detail ?? options.message ?? entry.title, { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.kind = entry.kind
    this.publicMessage = options.message ?? entry.remedy
    this.detail = options.detail
    this.fields = options.fields ?? []
    this.retryAfterSeconds = options.retryAfterSeconds
    this.certificate = options.certificate
  }
}

/** The error itself when it is one of ours; otherwise an internal one that keeps the cause for the log. */
export function toAppError(error: unknown, fallback: ErrorCode = 'service.internal'): AppError {
  if (error instanceof AppError) return error
  return new AppError(fallback, { detail: error instanceof Error ? error.message : String(error), cause: error })
}
