import type { RelayClock } from '../ports.ts'

interface Timer {
  dueMs: number
  readonly everyMs: number | null
  readonly fire: () => void
}

/** Time that stands still until a test moves it. */
export class ManualClock implements RelayClock {
  #nowMs = 1_000
  #timers = new Set<Timer>()

  monotonicMs(): number {
    return this.#nowMs
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const timer: Timer = { dueMs: this.#nowMs + ms, everyMs: null, fire: resolve }
      this.#timers.add(timer)
      signal?.addEventListener('abort', () => this.#timers.delete(timer) && reject(signal.reason), { once: true })
    })
  }

  every(ms: number, callback: () => void): () => void {
    const timer: Timer = { dueMs: this.#nowMs + ms, everyMs: ms, fire: callback }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Moves time forward in steps of at most 500 ms, so that timers fire in their order and sockets get their turn. */
  async advance(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 500) {
      this.#nowMs += Math.min(500, left)
      for (const timer of [...this.#timers]) this.#fire(timer)
      await new Promise(resolve => setTimeout(resolve, 2))
    }
  }

  #fire(timer: Timer): void {
    if (timer.dueMs > this.#nowMs || !this.#timers.has(timer)) return
    if (timer.everyMs === null) this.#timers.delete(timer)
    else timer.dueMs += timer.everyMs
    timer.fire()
  }
}
