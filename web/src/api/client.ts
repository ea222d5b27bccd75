import { problemSchema } from '@nightjar/shared/api/problem.ts'
import type { z } from 'zod'
import { reportReachable, reportUnreachable } from './reachability.ts'
import { localProblem, type Result } from './result.ts'
import { endSession } from './session-events.ts'

interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly body?: unknown
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly signal?: AbortSignal | undefined
  readonly headers?: Readonly<Record<string, string>>
  readonly deadlineMs?: number
}

/** A server that hangs accepts connections and says nothing; browsers would wait for minutes. */
const readDeadlineMs = 10_000
/** Whether a change was made is not known after giving up; and a probe takes up to 25 s (`camera.probe`). */
const changeDeadlineMs = 35_000

const unreachable = localProblem(
  'client.unreachable',
  'Nightjar cannot be reached',
  'Check your network and that the Nightjar server is running; this page tries again by itself.',
)
const unreadable = localProblem(
  'client.unreadable',
  'The answer could not be understood',
  'The server may be of another version than this page; reload the page.',
)

/** One request to `/api/v1`; never rejects. The session travels in its HttpOnly cookie and in nothing else. */
export async function request<T>(path: string, schema: z.ZodType<T>, options: RequestOptions = {}): Promise<Result<T>> {
  const read = (options.method ?? 'GET') === 'GET'
  const deadline = AbortSignal.timeout(options.deadlineMs ?? (read ? readDeadlineMs : changeDeadlineMs))
  let response: Response
  let body: unknown
  try {
    response = await fetch(addressOf(path, options.query), requestInit(options, deadline))
    body = await response.json().catch(() => null)
    deadline.throwIfAborted()
  } catch {
    if (options.signal?.aborted === true) return { kind: 'aborted' }
    reportUnreachable()
    return { kind: 'failed', problem: unreachable }
  }
  if (options.signal?.aborted === true) return { kind: 'aborted' }
  return response.ok ? accepted(schema, body) : refused(response, body)
}

function accepted<T>(schema: z.ZodType<T>, body: unknown): Result<T> {
  reportReachable()
  const parsed = schema.safeParse(body)
  return parsed.success ? { kind: 'ok', value: parsed.data } : { kind: 'failed', problem: unreadable }
}

function refused(response: Response, body: unknown): Result<never> {
  const parsed = problemSchema.safeParse(body)
  if (!parsed.success) {
    // A proxy's own error page, or a server that is going down: not an answer of ours.
    if (response.status >= 500) reportUnreachable()
    return { kind: 'failed', problem: response.status >= 500 ? unreachable : unreadable }
  }
  reportReachable()
  if (parsed.data.code === 'auth.required') endSession()
  return { kind: 'failed', problem: parsed.data }
}

function addressOf(path: string, query: RequestOptions['query']): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) search.set(name, String(value))
  return `/api/v1${path}${search.size > 0 ? `?${search}` : ''}`
}

function requestInit({ method = 'GET', body, signal, headers }: RequestOptions, deadline: AbortSignal): RequestInit {
  return {
    method,
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    credentials: 'same-origin',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
  }
}
