/** Pictures have come no faster than time passes for this long: the camera has sent live from the start. ms. */
const steadyMs = 200
/** For this long, where they came faster before: a network brings what is stored in rounds, and large pictures stall it. ms. */
const settledMs = 1000
/** Lag that falls by no more meanwhile is the network's jitter, ms: faster than 1.05 and 1.02 times live is more than that. */
const jitterMs = { steady: 10, settled: 20 } as const
/** More than this was made up for, ms: pictures come from a store, or were held up. */
const burstMs = 60
/** Nothing for this long: what was stored has been sent, or the camera is slow. Networks have round trips of 300 ms. */
const usualQuietMs = 350
/** Of a picture's duration: no camera is that much late with the next. */
const patience = 1.25
/** A picture is shown within this of those that came before it; timestamps that go on for longer without a newer one stand still. ms. */
const standstillMs = 1000

interface Arrival {
  readonly arrivedAtMs: number
  readonly mediaMs: number
  /** Arrival minus media time, ms. */
  readonly lagMs: number
}

/**
 * Tells from the first pictures of a connection whether the camera sends as it takes them, or faster.
 *
 * What comes from a store comes sooner after it was taken with every picture: the lag (arrival minus media time) falls
 * by more than jitter until the store is empty. So what is to come is live once the lag has found its floor: none was
 * less than the least before for a while, and in the newer half of that while it was as little as in the older one.
 * Neither alone says so: large keyframes on a narrow link let the lag rise, and then fall for seconds to a new least.
 */
export class Pace {
  /** Of the last second, oldest first. */
  #recent: Arrival[] = []
  #newest: Arrival | null = null
  #stepMs = 0
  #mostLagMs = 0
  /** The least lag, and when it was last seen to fall. ms. */
  #leastLagMs = 0
  #fellAtMs = 0
  #isBurst = false
  #isSettled = false

  /**
   * Whether what is to come is live; call for every picture. Pictures that are shown before one that came already
   * (B-frames) say nothing of the pace.
   */
  isLive(mediaMs: number, arrivedAtMs: number): boolean {
    const before = this.#newest
    if (this.#isSettled) return true
    if (before !== null && mediaMs <= before.mediaMs)
      return this.#settle(arrivedAtMs - before.arrivedAtMs >= standstillMs)
    const lagMs = arrivedAtMs - mediaMs
    this.#newest = { arrivedAtMs, mediaMs, lagMs }
    this.#recent.push(this.#newest)
    if (before === null) {
      this.#mostLagMs = this.#leastLagMs = lagMs
      this.#fellAtMs = arrivedAtMs
      return false
    }
    this.#stepMs = mediaMs - before.mediaMs
    this.#mostLagMs = Math.max(this.#mostLagMs, lagMs)
    if (lagMs < this.#leastLagMs - this.#jitterMs) {
      this.#leastLagMs = lagMs
      this.#fellAtMs = arrivedAtMs
    }
    this.#isBurst ||= this.#mostLagMs - lagMs > burstMs
    const overMs = this.#isBurst ? settledMs : steadyMs
    return this.#settle(arrivedAtMs - this.#fellAtMs >= overMs && this.#isLevel(arrivedAtMs - overMs / 2))
  }

  /** Nothing more comes for now: what was stored has been sent. */
  quiet(): void {
    this.#settle(true)
  }

  /** What came so far came faster than live, and nobody knows yet how much more of it there is. */
  get isOpen(): boolean {
    return this.#isBurst && !this.#isSettled
  }

  /** After how long without a picture no more are to be expected of a store, ms. */
  get quietMs(): number {
    return Math.max(this.#isBurst ? settledMs : usualQuietMs, this.#stepMs * patience)
  }

  get #jitterMs(): number {
    return this.#isBurst ? jitterMs.settled : jitterMs.steady
  }

  #settle(isLive: boolean): boolean {
    this.#isSettled ||= isLive
    if (isLive) this.#recent = []
    return isLive
  }

  /** Whether the lag is neither more nor less than before that time. */
  #isLevel(sinceMs: number): boolean {
    const older = this.#recent.filter(({ arrivedAtMs }) => arrivedAtMs <= sinceMs)
    const newer = this.#recent.slice(older.length)
    const fromMs = sinceMs - settledMs / 2
    this.#recent = this.#recent.filter(({ arrivedAtMs }, at) => arrivedAtMs >= fromMs || at === older.length - 1)
    const least = (arrivals: readonly Arrival[]) => Math.min(...arrivals.map(({ lagMs }) => lagMs))
    return older.length > 0 && Math.abs(least(newer) - least(older)) <= this.#jitterMs
  }
}
