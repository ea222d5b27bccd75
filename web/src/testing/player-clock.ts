import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import type { PlayerClock } from '../player/player-clock.ts'

/** A clock that stands still until it is moved, and a screen that repaints when a test says so. */
export class TestClock extends SimulatedClock implements PlayerClock {
  readonly #frames = new Set<() => void>()

  everyFrame(action: () => void): () => void {
    this.#frames.add(action)
    return () => this.#frames.delete(action)
  }

  /** Repaints once, at `afterMs` by the wall clock. */
  repaint(afterMs: number): void {
    this.stepWall(afterMs)
    for (const frame of this.#frames) frame()
  }

  get frames(): number {
    return this.#frames.size
  }
}
