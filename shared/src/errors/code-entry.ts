import type { ErrorKind } from './kinds.ts'

/** What a person is told of one error code. */
export interface CodeEntry {
  readonly kind: ErrorKind
  /** RFC 9457 `title`: what happened, in a few words. */
  readonly title: string
  /** What the reader can do about it, as one sentence; used where the thrower says nothing more exact. */
  readonly remedy: string
}
