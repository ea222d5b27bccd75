import { type BackoffOptions, createBackoff } from '@nightjar/shared/retry/backoff.ts'
import type { Random } from '../platform/random.ts'

export type Verdict =
  | { readonly verdict: 'restart'; readonly pauseMs: number }
  /** No process until somebody changes something. */
  | { readonly verdict: 'isolate' }

/** Decides what follows when a process of one worker ended without being told to. Remembers from life to life. */
export interface RestartPolicy {
  /** @param livedMs how long the process lived. */
  died(livedMs: number): Verdict
  /** What was is forgotten: the worker has other work now, or somebody wants to see it tried again. */
  reset(): void
}

/** A process that lived this long begins the pauses anew. */
const stableMs = 60_000

const firstPauseMs = 250

/** Pauses of 250 ms to `maxMs` or down to half of it, so that workers that died together do not come back together. */
export const restartPauses = (random: Random, maxMs = firstPauseMs): BackoffOptions => ({
  firstMs: firstPauseMs,
  maxMs,
  jitter: { from: 0.5, to: 1, random: () => random.fraction() },
})

/** For a worker that all cameras share: always again, after pauses that double from 250 ms to 10 s. */
export function alwaysRestart(random: Random): RestartPolicy {
  const backoff = createBackoff(restartPauses(random, 10_000))
  return {
    died(livedMs) {
      if (livedMs > stableMs) backoff.reset()
      return { verdict: 'restart', pauseMs: backoff.next() }
    },
    reset: backoff.reset,
  }
}
