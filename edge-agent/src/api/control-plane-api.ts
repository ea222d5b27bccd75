import { problemSchema } from '@nightjar/shared/api/problem.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { type ErrorCode, errorCodes } from '@nightjar/shared/errors/codes.ts'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import { protocolHeader } from '@nightjar/shared/protocol/agent-api.ts'
import { protocolVersion } from '@nightjar/shared/protocol/version.ts'
import type { z } from 'zod'
import type { ServerClock } from './server-clock.ts'

const requestTimeoutMs = 15_000

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT'
  /** Below the control plane's origin, e.g. `/api/v1/agents/config`. */
  readonly path: string
  readonly token?: string
  readonly json?: unknown
  readonly bytes?: { readonly contentType: string; readonly data: Uint8Array<ArrayBuffer> }
  readonly etag?: string
  readonly signal?: AbortSignal
}

/** HTTPS to the control plane, with every foreign failure mapped to one of our errors. */
export function createControlPlaneApi(origin: string, clock: Clock, serverClock: ServerClock) {
  async function send(request: ApiRequest): Promise<Response> {
    const headers: Record<string, string> = { accept: 'application/json', [protocolHeader]: String(protocolVersion) }
    if (request.token) headers.authorization = `Bearer ${request.token}`
    if (request.json !== undefined) headers['content-type'] = 'application/json'
    if (request.bytes) headers['content-type'] = request.bytes.contentType
    if (request.etag) headers['if-none-match'] = request.etag
    const timeout = AbortSignal.timeout(requestTimeoutMs)
    const sentAtMs = clock.monotonicMs()
    let response: Response
    try {
      response = await fetch(new URL(request.path, origin), {
        method: request.method,
        headers,
        redirect: 'error',
        body: request.json !== undefined ? JSON.stringify(request.json) : (request.bytes?.data ?? null),
        signal: request.signal ? AbortSignal.any([request.signal, timeout]) : timeout,
      })
    } catch (error) {
      throw new AppError('service.unavailable', {
        detail: `${request.method} ${request.path}: ${describe(error)}`,
        cause: error,
      })
    }
    const date = Date.parse(response.headers.get('date') ?? '')
    // The header has whole seconds: on average half a second has passed since.
    if (Number.isFinite(date)) serverClock.learn(date + 500, sentAtMs)
    return response
  }

  return {
    origin,
    /** @throws AppError: the control plane's own code, or service.unavailable where it cannot be reached. */
    async call<Schema extends z.ZodType>(request: ApiRequest, reply: Schema): Promise<z.infer<Schema>> {
      const response = await send(request)
      if (!response.ok) throw await problemOf(response, request)
      return reply.parse(await response.json())
    },
    /** Null when nothing changed (304). */
    async fetchIfChanged(request: ApiRequest): Promise<{ body: unknown; etag: string | null } | null> {
      const response = await send(request)
      if (response.status === 304 || response.status === 204) return null
      if (!response.ok) throw await problemOf(response, request)
      return { body: await response.json(), etag: response.headers.get('etag') }
    },
    async put(request: ApiRequest): Promise<void> {
      const response = await send(request)
      if (!response.ok) throw await problemOf(response, request)
      await response.body?.cancel()
    },
  }
}
export type ControlPlaneApi = ReturnType<typeof createControlPlaneApi>

async function problemOf(response: Response, request: ApiRequest): Promise<AppError> {
  const detail = `${request.method} ${request.path}: ${response.status}`
  const parsed = problemSchema.safeParse(await response.json().catch(() => null))
  if (parsed.success && parsed.data.code in errorCodes) {
    return new AppError(parsed.data.code as ErrorCode, {
      message: parsed.data.detail,
      detail: `${detail} ${parsed.data.code}`,
    })
  }
  return new AppError('service.unavailable', { detail })
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
}
