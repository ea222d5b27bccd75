const maxForwardJumpMs = 5000
/** A clock that moved by less than this between two pictures, either way, stands: no camera takes a thousand a second. */
const standstillMs = 1

/**
 * Gives one track a timeline without jumps. Cameras set their clock, restart their encoder or are joined by another
 * viewer, and their timestamps leap while the pictures go on: time then goes on by what passed on our clock, and the
 * leap is counted, so that no picture is lost over it.
 *
 * Timestamps that stand still, or tremble on the spot, are a clock that has stalled: arrival takes over for as long,
 * and nothing is counted, because no moment of the timeline changes its meaning. When the clock goes on it is followed
 * again: from where it stood, or with the time it stood made up for, whichever is nearer to what passed on ours.
 */
export class ContinuousTime {
  readonly #clockRate: number
  #shift = 0
  #highest: number | null = null
  #arrivedAtMs = 0
  /** Ticks that arrival added since the camera's clock stands; 0 while it goes. */
  #stood = 0
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
    if (this.#highest !== null) ticks = this.#next(ticks, this.#highest, arrivedAtMs - this.#arrivedAtMs, backwardMs)
    this.#highest = Math.max(ticks, this.#highest ?? ticks)
    this.#arrivedAtMs = arrivedAtMs
    return ticks
  }

  #next(ticks: number, highest: number, passedMs: number, backwardMs: number): number {
    const stepMs = this.#toMs(ticks - highest)
    const byArrival = highest + Math.max(1, Math.round((passedMs * this.#clockRate) / 1000))
    if (Math.abs(stepMs) < standstillMs) {
      this.#stood += byArrival - ticks
      return this.#shiftTo(ticks, byArrival)
    }
    const madeUpMs = this.#toMs(ticks - this.#stood - highest)
    const isMadeUp = madeUpMs >= standstillMs && Math.abs(madeUpMs - passedMs) < Math.abs(stepMs - passedMs)
    const stood = this.#stood
    this.#stood = 0
    if (isMadeUp) return this.#shiftTo(ticks, ticks - stood)
    if (stepMs >= -backwardMs && stepMs <= passedMs + maxForwardJumpMs) return ticks
    this.jumps++
    return this.#shiftTo(ticks, byArrival)
  }

  #shiftTo(ticks: number, wanted: number): number {
    this.#shift += wanted - ticks
    return wanted
  }

  #toMs(ticks: number): number {
    return (ticks * 1000) / this.#clockRate
  }
}
