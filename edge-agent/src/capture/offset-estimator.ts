const windowMs = 5000

/**
 * Estimates by how much arrival lags media time. Queues and large pictures only ever delay, so the least delay of the
 * last five to ten seconds is the honest one; a slow drift of the camera's clock shows as a change of it.
 */
export class OffsetEstimator {
  #current = Number.POSITIVE_INFINITY
  #previous = Number.POSITIVE_INFINITY
  #windowEndsAtMs: number | null = null

  /** @param mediaMs media time, @param arrivedAtMs monotonic time; both in ms. */
  add(mediaMs: number, arrivedAtMs: number): void {
    this.#windowEndsAtMs ??= arrivedAtMs + windowMs
    if (arrivedAtMs >= this.#windowEndsAtMs) {
      const skipped = arrivedAtMs >= this.#windowEndsAtMs + windowMs
      this.#previous = skipped ? Number.POSITIVE_INFINITY : this.#current
      this.#current = Number.POSITIVE_INFINITY
      this.#windowEndsAtMs = arrivedAtMs + windowMs
    }
    this.#current = Math.min(this.#current, arrivedAtMs - mediaMs)
  }

  /** Monotonic time minus media time, in ms; null before the first {@link add}. */
  get offsetMs(): number | null {
    const least = Math.min(this.#current, this.#previous)
    return Number.isFinite(least) ? least : null
  }

  reset(): void {
    this.#current = this.#previous = Number.POSITIVE_INFINITY
    this.#windowEndsAtMs = null
  }
}
