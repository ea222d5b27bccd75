/**
 * Removes the 32-bit wrap of RTP timestamps (every 13.3 h at 90 kHz). Steps are taken as signed 32-bit differences, so
 * that reordered pictures (B-frames) step back and the wrap steps forward.
 */
export class TimestampUnwrapper {
  #last: number | null = null
  #extended = 0

  unwrap(timestamp: number): number {
    if (this.#last === null) this.#extended = timestamp
    else this.#extended += (timestamp - this.#last) | 0
    this.#last = timestamp
    return this.#extended
  }

  /** The same instant without moving on: for sender reports, which may lie a little in the past or the future. */
  peek(timestamp: number): number | null {
    return this.#last === null ? null : this.#extended + ((timestamp - this.#last) | 0)
  }
}
