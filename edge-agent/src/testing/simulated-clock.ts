import type { Clock } from '../platform/clock.ts'

interface Timer {
  at: number
  readonly call: () => void
}

/** Lets every callback that is ready run: promises, and what they set off. */
export const settle = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

/** A clock that stands still until it is moved. Monotonic time begins at 0. */
export class SimulatedClock implements Clock {
  #monotonic = 0
  #offset: number
  #timers: Timer[] = []
  #lives = 0

  constructor(wallMs: number) {
    this.#offset = wallMs
  }

  wallMs(): number {
    return Math.floor(this.#offset + this.#monotonic)
  }

  monotonicMs(): number {
    return this.#monotonic
  }

  /** Sets the wall clock, as an administrator or NTP would. */
  stepWall(byMs: number): void {
    this.#offset += byMs
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const timer = { at: this.#monotonic + ms, call: resolve }
      this.#timers.push(timer)
      signal?.addEventListener('abort', () => {
        this.#timers = this.#timers.filter(each => each !== timer)
        reject(signal.reason)
      })
    })
  }

  every(ms: number, callback: () => void): () => void {
    const timer: Timer = {
      at: this.#monotonic + ms,
      call: () => {
        timer.at += ms
        this.#timers.push(timer)
        callback()
      },
    }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter(each => each !== timer)
      timer.at = Number.POSITIVE_INFINITY
    }
  }

  /** Moves on by `ms`, stopping at each timer so that what it sets off runs at its own time. */
  async advance(ms: number): Promise<void> {
    const end = this.#monotonic + ms
    const lives = this.#lives
    for (;;) {
      await settle()
      if (lives !== this.#lives) return
      const next = this.#timers.reduce<Timer | null>((a, b) => (a && a.at <= b.at ? a : b), null)
      if (!next || next.at > end) break
      this.#timers = this.#timers.filter(each => each !== next)
      this.#monotonic = Math.max(this.#monotonic, next.at)
      next.call()
    }
    this.#monotonic = end
    await settle()
  }

  /** Forgets all timers and ends every `advance` under way: what was running is no more. */
  clear(): void {
    this.#lives++
    this.#timers = []
  }
}
