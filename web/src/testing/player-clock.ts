import type { PlayerClock } from '../player/player-clock.ts'

/** A clock that moves when a test says so. */
export class TestClock implements PlayerClock {
  #now: number
  readonly #frames = new Set<() => void>()

  constructor(nowMs: number) {
    this.#now = nowMs
  }

  nowMs(): number {
    return this.#now
  }

  after(): () => void {
    throw new Error('nothing under test waits by this clock')
  }

  everyFrame(action: () => void): () => void {
    this.#frames.add(action)
    return () => this.#frames.delete(action)
  }

  /** Moves on by `ms` and repaints once. */
  advance(ms: number): void {
    this.#now += ms
    for (const frame of this.#frames) frame()
  }

  get frames(): number {
    return this.#frames.size
  }
}
