import type { Problem } from '@nightjar/shared/api/problem.ts'

/** What a request can come to; a view has to say something about each. */
export type Result<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'failed'; readonly problem: Problem }

/** A failed request as something that can be thrown into the query cache. */
export class RequestFailed extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail)
    this.name = 'RequestFailed'
    this.problem = problem
  }
}

/** @throws RequestFailed, or an AbortError. */
export function unwrap<T>(result: Result<T>): T {
  if (result.kind === 'ok') return result.value
  if (result.kind === 'aborted') throw new DOMException('aborted', 'AbortError')
  throw new RequestFailed(result.problem)
}

/** The problem behind anything a query or mutation was rejected with. */
export function problemOf(error: unknown): Problem {
  if (error instanceof RequestFailed) return error.problem
  return localProblem('client.unexpected', 'The page met an error', 'Reload the page and try again.')
}

/** A problem that arose in the browser: no server saw it, so there is no request id. */
export function localProblem(code: string, title: string, detail: string): Problem {
  return { type: `urn:nightjar:problem:${code}`, title, status: 0, detail, code, requestId: '' }
}

/** Sentences for single fields, by the last part of their pointer: `/recording/segmentSeconds` is `segmentSeconds`. */
export function fieldErrors(problem: Problem | null): Record<string, string> {
  const found: Record<string, string> = {}
  for (const { pointer, detail } of problem?.errors ?? []) {
    const name = pointer.split('/').at(-1)
    if (name !== undefined && found[name] === undefined) found[name] = detail
  }
  return found
}
