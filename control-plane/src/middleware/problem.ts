import type { Problem } from '@nightjar/shared/api/problem.ts'
import { showCertificate } from '@nightjar/shared/api/shown-certificate.ts'
import { AppError, toAppError } from '@nightjar/shared/errors/app-error.ts'
import { type ErrorCode, errorCodes } from '@nightjar/shared/errors/codes.ts'
import { errorKinds } from '@nightjar/shared/errors/kinds.ts'
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { isDatabaseDown, isUnstorableText } from '../db/errors.ts'
import type { AppEnv } from './env.ts'

/** Foreign errors that get as far as here, in our words. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  if (error instanceof HTTPException) {
    const code: ErrorCode =
      error.status === 400 ? 'input.malformed-json' : error.status === 413 ? 'input.too-large' : 'service.internal'
    return new AppError(code, { cause: error })
  }
  if (isDatabaseDown(error)) return new AppError('service.unavailable', { cause: error, retryAfterSeconds: 5 })
  if (isUnstorableText(error))
    return new AppError('input.invalid', { message: 'The text holds a character that cannot be kept.', cause: error })
  return toAppError(error)
}

/** RFC 9457. Internal errors say no more than that they are. */
export function problemOf(error: AppError, requestId: string): Problem {
  const entry = errorCodes[error.code]
  return {
    type: `urn:nightjar:problem:${error.code}`,
    title: entry.title,
    status: errorKinds[error.kind],
    detail: error.kind === 'internal' ? entry.remedy : error.publicMessage,
    code: error.code,
    requestId,
    ...(error.fields.length > 0 && { errors: [...error.fields] }),
    ...(error.certificate && { certificate: showCertificate(error.certificate) }),
  }
}

export function problemResponse(problem: Problem, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  })
}

/** The last stop of every error: logged with its private story, answered with its public sentence. */
export function onError(error: unknown, c: Context<AppEnv>): Response {
  const base = c.get('base')
  const found = asAppError(error)
  const problem = problemOf(found, base.origin?.requestId ?? '')
  if (found.kind === 'internal') base.log.error({ err: found.cause ?? found }, 'request failed')
  // What other sides do to us has no stack worth reading; `service.unavailable` is the everyday answer while starting.
  else if (problem.status >= 500 && found.code !== 'service.unavailable')
    base.log.warn(
      { code: found.code, reason: found.message, ...(found.cause ? { err: found.cause } : {}) },
      'request failed',
    )
  else if (found.detail) base.log.info({ code: found.code, reason: found.detail }, 'request refused')
  return problemResponse(problem, {
    ...(found.retryAfterSeconds && { 'retry-after': String(Math.ceil(found.retryAfterSeconds)) }),
  })
}
