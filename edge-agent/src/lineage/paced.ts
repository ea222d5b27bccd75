import type { Clock } from '@nightjar/shared/platform/clock.ts'

/** Pauses of a few milliseconds would cost more than they give. */
const leastPauseMs = 25

export type Paced = <Result>(signal: AbortSignal, work: () => Promise<Result>) => Promise<Result>

/**
 * For work on the disk that is not urgent: is followed by pauses that take as long as it took, so that at least half of
 * the disk's time is left to the cameras. A pause ends early where `signal` ends it.
 */
export function createPaced(clock: Pick<Clock, 'monotonicMs' | 'sleep'>): Paced {
  let owedMs = 0
  return async (signal, work) => {
    const before = clock.monotonicMs()
    const result = await work()
    owedMs += clock.monotonicMs() - before
    if (owedMs < leastPauseMs) return result
    const pauseMs = owedMs
    owedMs = 0
    await clock.sleep(pauseMs, signal).catch(() => undefined)
    return result
  }
}
