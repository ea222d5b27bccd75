import { limits } from './limits.ts'

/** Judges from skips and from time spent behind whether a viewer can keep up with its stream. */
export class Pace {
  #behindSinceMs: number | null = null
  #skipsMs: number[] = []

  skipped(nowMs: number): void {
    this.#skipsMs = this.#skipsMs.filter(at => at > nowMs - limits.viewerSkipWindowMs)
    this.#skipsMs.push(nowMs)
  }

  behind(nowMs: number): void {
    this.#behindSinceMs ??= nowMs
  }

  caughtUp(): void {
    this.#behindSinceMs = null
  }

  isTooSlow(nowMs: number): boolean {
    const recent = this.#skipsMs.filter(at => at > nowMs - limits.viewerSkipWindowMs).length
    if (recent >= limits.viewerSkips) return true
    return this.#behindSinceMs !== null && nowMs - this.#behindSinceMs > limits.viewerBehindMs
  }

  /** A smaller stream starts with a clean sheet. */
  reset(): void {
    this.#behindSinceMs = null
    this.#skipsMs = []
  }
}
