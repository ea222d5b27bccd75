const maxForwardJumpMs = 5000

/**
 * Gives one track a timeline without jumps. Cameras set their clock, restart their encoder or are joined by another
 * viewer, and their timestamps leap while the pictures go on: time then goes on by what passed on our clock, and the
 * leap is counted, so that no picture is lost over it.
 */
export class ContinuousTime {
  readonly #clockRate: number
  #shift = 0
  #highest: number | null = null
  #arrivedAtMs = 0
  /** How often the camera's timestamps leapt. */
  jumps = 0

  /** @param clockRate ticks per second. */
  constructor(clockRate: number) {
    this.#clockRate = clockRate
  }

  /** Ticks that were added to the camera's. */
  get shift(): number {
    return this.#shift
  }

  /**
   * @param timestamp the camera's, without wraps.
   * @param backwardMs how far a timestamp may honestly lie before the highest so far (B-frames).
   */
  map(timestamp: number, arrivedAtMs: number, backwardMs: number): number {
    let ticks = timestamp + this.#shift
    if (this.#highest !== null) {
      const passedMs = arrivedAtMs - this.#arrivedAtMs
      const stepMs = ((ticks - this.#highest) * 1000) / this.#clockRate
      if (stepMs < -backwardMs || stepMs > passedMs + maxForwardJumpMs) {
        const wanted = this.#highest + Math.max(1, Math.round((passedMs * this.#clockRate) / 1000))
        this.#shift += wanted - ticks
        ticks = wanted
        this.jumps++
      }
    }
    this.#highest = Math.max(ticks, this.#highest ?? ticks)
    this.#arrivedAtMs = arrivedAtMs
    return ticks
  }
}
