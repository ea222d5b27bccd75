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

const firstPauseMs = 250
const longestPauseMs = 10_000
/** A process that lived this long begins the pauses anew. */
const stableMs = 60_000

/** A pause of `longestMs` or down to half of it, so that workers that died together do not come back together. */
export const jittered = (longestMs: number, random: Random): number => longestMs * (0.5 + random.fraction() / 2)

/** For a worker that all cameras share: always again, after pauses that double from 250 ms to 10 s. */
export function alwaysRestart(random: Random): RestartPolicy {
  let pauseMs = firstPauseMs
  return {
    died(livedMs) {
      if (livedMs > stableMs) pauseMs = firstPauseMs
      const verdict = { verdict: 'restart', pauseMs: jittered(pauseMs, random) } as const
      pauseMs = Math.min(pauseMs * 2, longestPauseMs)
      return verdict
    },
    reset() {
      pauseMs = firstPauseMs
    },
  }
}
