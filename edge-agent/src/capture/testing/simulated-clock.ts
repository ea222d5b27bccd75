import type { Clock } from '../../platform/clock.ts'

interface Timer {
  atMs: number
  readonly fire: () => void
  readonly everyMs: number | null
}

/** A clock that moves only when told to, for tests. */
export class SimulatedClock implements Clock {
  #nowMs = 1000
  wallOffsetMs = 1_800_000_000_000
  readonly #timers = new Set<Timer>()

  wallMs(): number {
    return this.#nowMs + this.wallOffsetMs
  }

  monotonicMs(): number {
    return this.#nowMs
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason)
        return
      }
      const timer: Timer = { atMs: this.#nowMs + ms, fire: resolve, everyMs: null }
      this.#timers.add(timer)
      signal?.addEventListener('abort', () => {
        this.#timers.delete(timer)
        reject(signal.reason)
      })
    })
  }

  every(ms: number, callback: () => void): () => void {
    const timer: Timer = { atMs: this.#nowMs + ms, fire: callback, everyMs: ms }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Moves on, firing timers in order and letting what they woke run. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms
    for (;;) {
      await settle()
      const next = [...this.#timers].filter(timer => timer.atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0]
      if (next === undefined) break
      this.#nowMs = Math.max(this.#nowMs, next.atMs)
      if (next.everyMs === null) this.#timers.delete(next)
      else next.atMs += next.everyMs
      next.fire()
    }
    this.#nowMs = untilMs
    await settle()
  }
}

/** Lets promise reactions run, as many deep as our code has awaits. */
async function settle(): Promise<void> {
  for (let i = 0; i < 30; i++) await Promise.resolve()
}
