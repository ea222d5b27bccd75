import { afterEach } from 'node:test'
import type { Problem } from '@nightjar/shared/api/problem.ts'

/** What the page asked of the API. */
export interface Asked {
  readonly method: string
  /** Below `/api/v1`, with the query. */
  readonly path: string
  readonly body: unknown
  readonly headers: Headers
  readonly signal: AbortSignal | null
}

type Answer = { readonly body: unknown } | { readonly problem: Problem }
const real = globalThis.fetch

/**
 * Stands in for the network, nothing else: the page's own client asks, reads and judges.
 * @param answer by method and path, `POST /cameras`; what it does not know is an error of the test
 */
export function answerApi(answer: (asked: Asked) => Answer | Promise<Answer>): Asked[] {
  const asked: Asked[] = []
  globalThis.fetch = async (input, init) => {
    const { pathname, search } = new URL(String(input), 'http://nightjar.test')
    const request: Asked = {
      method: init?.method ?? 'GET',
      path: pathname.replace('/api/v1', '') + search,
      body: typeof init?.body === 'string' ? JSON.parse(init.body) : null,
      headers: new Headers(init?.headers),
      signal: init?.signal ?? null,
    }
    asked.push(request)
    const given = await answer(request)
    request.signal?.throwIfAborted()
    return 'problem' in given
      ? Response.json(given.problem, { status: given.problem.status })
      : Response.json(given.body)
  }
  return asked
}

afterEach(() => {
  globalThis.fetch = real
})
