import { type Clock, systemClock } from '../platform/clock.ts'

export interface TestClock extends Clock {
  /** Moves wall time on; sleeps and timers stay real. */
  advance(ms: number): void
}

/** System time that can be moved forward. */
export function makeTestClock(): TestClock {
  let aheadMs = 0
  return {
    ...systemClock,
    wallMs: () => systemClock.wallMs() + aheadMs,
    advance: ms => {
      aheadMs += ms
    },
  }
}
