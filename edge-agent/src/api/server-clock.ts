import type { Clock } from '@nightjar/shared/platform/clock.ts'

/** The control plane's time, learned from its answers: deadlines and assertions hold even where the site's clock is wrong. */
export interface ServerClock {
  nowMs(): number
  /** How far this machine's wall clock is ahead of the control plane's, ms; null before that was learned. */
  aheadMs(): number | null
  /** `serverMs` was true somewhere between the two monotonic instants of the exchange. */
  learn(serverMs: number, sentAtMonotonicMs: number): void
}

export function createServerClock(clock: Clock): ServerClock {
  let base: { serverMs: number; monotonicMs: number } | null = null
  const nowMs = () => Math.round(base ? base.serverMs + clock.monotonicMs() - base.monotonicMs : clock.wallMs())
  return {
    nowMs,
    aheadMs: () => (base ? clock.wallMs() - nowMs() : null),
    learn(serverMs, sentAtMonotonicMs) {
      base = { serverMs, monotonicMs: (sentAtMonotonicMs + clock.monotonicMs()) / 2 }
    },
  }
}
