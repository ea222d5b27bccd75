/** Pictures are live when at least this share of the time between them has passed between their arrivals. */
const livePace = 0.75
/** And at most so many times as much: after a longer pause it is open what comes behind. */
const pausePace = 2
/** Nothing for this long: what was stored has been sent, or the camera is slow. ms. */
const usualQuietMs = 100
/** Of a picture's duration: no camera is that much late with the next. */
const patience = 1.25
/** More of a picture's duration than this was made up for: pictures come from a store, or were held up. */
const burst = 1.5
/** A picture is shown within this of those that came before it; timestamps that go on for longer without a newer one stand still. ms. */
const standstillMs = 1000
/** A network that brings stored pictures may pause this long between two of them, ms. */
const settledMs = 250

interface Arrival {
  readonly mediaMs: number
  readonly arrivedAtMs: number
}

/** Tells from the first pictures of a connection whether the camera sends as it takes them, or faster. */
export class Pace {
  #first: Arrival | null = null
  #newest: Arrival | null = null
  #stepMs = 0
  /** Arrival minus media time when it was last seen to fall, and when that was. ms. */
  #lagMs = 0
  #fellAtMs = 0
  #isBurst = false

  /**
   * Whether what is to come is live; call for every picture. Pictures that are shown before one that came already
   * (B-frames) say nothing of the pace.
   */
  isLive(mediaMs: number, arrivedAtMs: number): boolean {
    const before = this.#newest
    if (before !== null && mediaMs <= before.mediaMs) return arrivedAtMs - before.arrivedAtMs >= standstillMs
    this.#newest = { mediaMs, arrivedAtMs }
    if (before === null || this.#first === null) {
      this.#first = this.#newest
      this.#lagMs = arrivedAtMs - mediaMs
      this.#fellAtMs = arrivedAtMs
      return false
    }
    const stepMs = mediaMs - before.mediaMs
    this.#stepMs = stepMs
    const lagMs = arrivedAtMs - mediaMs
    if (lagMs < this.#lagMs - stepMs * (1 - livePace)) {
      this.#lagMs = lagMs
      this.#fellAtMs = arrivedAtMs
    }
    const madeUpMs = this.#first.arrivedAtMs - this.#first.mediaMs - this.#lagMs
    this.#isBurst ||= madeUpMs > stepMs * burst
    if (this.#isBurst) return arrivedAtMs - this.#fellAtMs >= settledMs
    const passedMs = arrivedAtMs - before.arrivedAtMs
    return passedMs >= stepMs * livePace && passedMs <= stepMs * pausePace
  }

  /** After how long without a picture no more are to be expected of a store, ms. */
  get quietMs(): number {
    return Math.max(this.#isBurst ? settledMs : usualQuietMs, this.#stepMs * patience)
  }
}
