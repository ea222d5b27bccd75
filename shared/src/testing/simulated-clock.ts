import type { Clock } from '../platform/clock.ts'

interface Timer {
  atMs: number
  readonly fire: () => void
}

export interface SimulatedClockOptions {
  /** Given a turn at every stop on the way. Promises and what they set off need no more than the default. */
  readonly turn?: () => Promise<void>
  /** Longest way between two stops, ms; what reads the time without a timer sees it move in these steps. */
  readonly stepMs?: number
}

/** Lets every callback that is ready run: promises, and what they set off. */
export const settle = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

/** For code under test with real sockets, whose messages need real time to arrive. */
export const withSockets: SimulatedClockOptions = {
  turn: () => new Promise(resolve => setTimeout(resolve, 2)),
  stepMs: 500,
}

/** A clock that stands still until it is moved. Monotonic time begins at 0. */
export class SimulatedClock implements Clock {
  #monotonicMs = 0
  #wallOffsetMs: number
  readonly #timers = new Set<Timer>()
  readonly #turn: () => Promise<void>
  readonly #stepMs: number
  #lives = 0

  /** @param wallMs wall time at the start, ms since the Unix epoch. */
  constructor(wallMs = 0, options: SimulatedClockOptions = {}) {
    this.#wallOffsetMs = wallMs
    this.#turn = options.turn ?? settle
    this.#stepMs = options.stepMs ?? Number.POSITIVE_INFINITY
  }

  wallMs(): number {
    return Math.floor(this.#wallOffsetMs + this.#monotonicMs)
  }

  monotonicMs(): number {
    return this.#monotonicMs
  }

  /** Sets the wall clock, as an administrator or NTP would. */
  stepWall(byMs: number): void {
    this.#wallOffsetMs += byMs
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const timer = { atMs: this.#monotonicMs + ms, fire: resolve }
      this.#timers.add(timer)
      signal?.addEventListener('abort', () => {
        this.#timers.delete(timer)
        reject(signal.reason)
      })
    })
  }

  every(ms: number, callback: () => void): () => void {
    const timer: Timer = {
      atMs: this.#monotonicMs + ms,
      fire: () => {
        timer.atMs += ms
        this.#timers.add(timer)
        callback()
      },
    }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Moves on by `ms`, stopping at each timer so that what it sets off runs at its own time. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#monotonicMs + ms
    const lives = this.#lives
    for (;;) {
      await this.#turn()
      if (lives !== this.#lives) return
      const stopMs = Math.min(endMs, this.#monotonicMs + this.#stepMs)
      const next = this.#next()
      if (next && next.atMs <= stopMs) this.#fire(next)
      // Another advance may have come further meanwhile.
      else if (this.#monotonicMs < endMs) this.#monotonicMs = stopMs
      else return
    }
  }

  #next(): Timer | null {
    return [...this.#timers].reduce<Timer | null>((a, b) => (a && a.atMs <= b.atMs ? a : b), null)
  }

  #fire(timer: Timer): void {
    this.#timers.delete(timer)
    this.#monotonicMs = Math.max(this.#monotonicMs, timer.atMs)
    timer.fire()
  }

  /** Forgets all timers and ends every `advance` under way: what was running is no more. */
  clear(): void {
    this.#lives++
    this.#timers.clear()
  }
}
