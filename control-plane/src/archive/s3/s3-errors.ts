import { S3ServiceException } from '@aws-sdk/client-s3'
import { AppError } from '@nightjar/shared/errors/app-error.ts'

const statusOf = (error: unknown): number | null =>
  error instanceof S3ServiceException ? (error.$metadata.httpStatusCode ?? null) : null

/** The object is not there. A missing bucket answers HEAD the same way; only `probe` tells the two apart. */
export const isMissing = (error: unknown): boolean =>
  statusOf(error) === 404 && (error as Error).name !== 'NoSuchBucket'

/** The HTTP status with which the server declined, for a feature probe that takes it as an answer; null: a failure. */
export function refusalStatus(error: unknown): number | null {
  const status = statusOf(error)
  if (status === 501) return status
  return status !== null && status >= 400 && status < 500 && status !== 403 && status !== 429 ? status : null
}

/** Maps what the SDK throws to our words, once. AppErrors pass as they are. */
export function fromS3Error(error: unknown): AppError {
  if (error instanceof AppError) return error
  if (isMissing(error)) return new AppError('resource.not-found', { cause: error })
  const status = statusOf(error)
  const name = error instanceof Error ? error.name : 'unknown'
  // A refused HEAD has no body that names the reason.
  const sentence = sentences[name] ?? (status === 403 ? sentences.AccessDenied : undefined)
  return new AppError('archive.unavailable', {
    ...(sentence === undefined ? {} : { message: sentence }),
    // Not the message: some servers echo the request, with its signature, in it.
    detail: `object store: ${name}${status === null ? '' : ` (HTTP ${status})`}`,
    cause: error,
  })
}

const sentences: Record<string, string> = {
  NoSuchBucket: 'The archive bucket does not exist; create it or correct NIGHTJAR_S3_BUCKET.',
  AccessDenied: 'The object store refused the access key; check NIGHTJAR_S3_ACCESS_KEY_ID and the rights of that key.',
  InvalidAccessKeyId: 'The object store does not know the access key; check NIGHTJAR_S3_ACCESS_KEY_ID.',
  SignatureDoesNotMatch: 'The object store refused the signature; check NIGHTJAR_S3_SECRET_ACCESS_KEY.',
}
