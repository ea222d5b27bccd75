import type { Clock } from '@nightjar/shared/platform/clock.ts'

/** The control plane's time, learned from its answers: deadlines and assertions hold even where the site's clock is wrong. */
export interface ServerClock {
  nowMs(): number
  /** `serverMs` was true somewhere between the two monotonic instants of the exchange. */
  learn(serverMs: number, sentAtMonotonicMs: number): void
}

export function createServerClock(clock: Clock): ServerClock {
  let base: { serverMs: number; monotonicMs: number } | null = null
  return {
    nowMs: () => Math.round(base ? base.serverMs + clock.monotonicMs() - base.monotonicMs : clock.wallMs()),
    learn(serverMs, sentAtMonotonicMs) {
      base = { serverMs, monotonicMs: (sentAtMonotonicMs + clock.monotonicMs()) / 2 }
    },
  }
}
