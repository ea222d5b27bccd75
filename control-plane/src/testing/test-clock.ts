import { type Clock, systemClock } from '@nightjar/shared/platform/clock.ts'

export interface TestClock extends Clock {
  /** Moves wall time on; what is done every so often is done once if it would have been due meanwhile. Sleeps stay real. */
  advance(ms: number): void
}

/** System time that can be moved forward. */
export function makeTestClock(): TestClock {
  let aheadMs = 0
  const repeated = new Set<{ readonly ms: number; readonly callback: () => void }>()
  return {
    ...systemClock,
    wallMs: () => systemClock.wallMs() + aheadMs,
    every: (ms, callback) => {
      const entry = { ms, callback }
      repeated.add(entry)
      const stop = systemClock.every(ms, callback)
      return () => {
        repeated.delete(entry)
        stop()
      }
    },
    advance: ms => {
      aheadMs += ms
      for (const entry of repeated) if (entry.ms <= ms) entry.callback()
    },
  }
}
