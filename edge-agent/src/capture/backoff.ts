import type { Random } from '../platform/random.ts'

const firstMs = 1000
const maxMs = 30_000

/** Waiting times between attempts: doubling from 1 s to 30 s, each spread by half so that cameras do not come back in step. */
export class Backoff {
  readonly #random: Random
  #failures = 0

  constructor(random: Random) {
    this.#random = random
  }

  /** Milliseconds to wait, 1000 to 30000. */
  next(): number {
    const base = Math.min(maxMs, firstMs * 2 ** this.#failures)
    this.#failures = Math.min(this.#failures + 1, 10)
    return Math.round(Math.min(maxMs, Math.max(firstMs, base * (0.5 + this.#random.fraction()))))
  }

  reset(): void {
    this.#failures = 0
  }
}
