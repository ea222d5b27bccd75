/** How far ahead of what is live a timestamp may be: no picture comes before it was taken, but clocks are not exact. */
const maxAheadMs = 250
/** Before a stream has shown how often its pictures come: a camera may begin with one that it had at hand. */
const maxFirstStepMs = 5000
/** A timestamp that lies behind the one before by no more than this wobbles; it has not leapt. */
const maxWobbleMs = 250
/** Of pictures that are sent in another order than shown: more would mix them up. */
const maxReorderedWobbleMs = 100
/** How far it is put after the one before at most, ms: half a step of most cameras. */
const mostPutAfterMs = 20
/** A clock that moved by less than this between two pictures, either way, stands: no camera takes a thousand a second. */
const standstillMs = 1

/**
 * Where a unit may lie that is behind the highest timestamp so far.
 * - `kept`: nowhere, it comes in order.
 * - `barrier`: likewise, and what follows it is not shown before it (H.264 IDR pictures).
 * - `reordered`: in the hole that the newest picture left: behind the one that was the newest before it (B-frames, also
 *   in pyramids: they come behind the picture that they refer to, before one that is shown later still).
 * - `free`: anywhere within the wobble (sound).
 */
export type Order = 'kept' | 'barrier' | 'reordered' | 'free'

/** How a unit came. */
export interface Coming {
  readonly arrivedAtMs: number
  readonly order: Order
  /** By how much arrival lags media time at least, ms; null while nothing is known of it. */
  readonly offsetMs: number | null
}

/**
 * Gives one track a timeline without jumps. Cameras set their clock, restart their encoder or are joined by another
 * viewer, and their timestamps leap while the pictures go on: time then goes on by what passed on our clock, and the
 * leap is counted, so that no picture is lost over it. A step forward is no leap where it is the usual one, or where
 * that much time may have passed since the unit was sent: no picture comes before it was taken.
 *
 * Timestamps that stand still, or tremble on the spot, are a clock that has stalled: arrival takes over for as long,
 * and nothing is counted, because no moment of the timeline changes its meaning. When the clock goes on it is followed
 * again: from where it stood, or with the time it stood made up for, whichever is nearer to what passed on ours.
 *
 * Timestamps that wobble are kept in order: one that lies behind the one before is put half a usual step after it, 20 ms
 * at most, so that the timeline is back on the camera's as soon as the wobble allows. One that belongs into a hole and
 * misses it by less is put at the beginning of the hole.
 */
export class ContinuousTime {
  readonly #clockRate: number
  #shift = 0
  #highest: number | null = null
  /** Where the hole before it begins; nothing that comes is shown before. */
  #floor = Number.NEGATIVE_INFINITY
  #arrivedAtMs = 0
  /** Ticks that arrival added since the camera's clock stands; 0 while it goes. */
  #stood = 0
  /** Mean of the steps forward, without the longest, ticks; null before the first. */
  #usual: number | null = null
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

  /** @param timestamp the camera's, without wraps. */
  map(timestamp: number, coming: Coming): number {
    let ticks = timestamp + this.#shift
    if (this.#highest !== null) ticks = this.#next(ticks, this.#highest, coming)
    if (ticks > (this.#highest ?? Number.NEGATIVE_INFINITY)) {
      this.#floor = this.#highest ?? Number.NEGATIVE_INFINITY
      this.#highest = ticks
    }
    if (coming.order === 'barrier') this.#floor = ticks
    this.#arrivedAtMs = coming.arrivedAtMs
    return ticks
  }

  #next(ticks: number, highest: number, coming: Coming): number {
    const passedMs = coming.arrivedAtMs - this.#arrivedAtMs
    const byArrival = this.#after(highest, passedMs)
    const stepMs = this.#toMs(ticks - highest)
    if (Math.abs(stepMs) < standstillMs) {
      this.#stood += byArrival - ticks
      return this.#shiftTo(ticks, byArrival)
    }
    const { arrivedAtMs, order, offsetMs } = coming
    const sinceSentMs = offsetMs === null ? passedMs : arrivedAtMs - offsetMs - this.#toMs(highest)
    const camera = this.#goesOn(ticks, highest, passedMs)
    if (this.#isCredible(camera, highest, sinceSentMs, order)) return this.#follow(camera, highest, order)
    this.jumps++
    // What was held up comes together: then it is a usual step, as far as that can have passed.
    const usualMs = this.#toMs(this.#usual ?? 0)
    return this.#shiftTo(camera, this.#after(highest, Math.max(passedMs, Math.min(usualMs, sinceSentMs))))
  }

  /** The same moment on the timeline that the camera's clock goes on with, where it stood before. */
  #goesOn(ticks: number, highest: number, passedMs: number): number {
    const stood = this.#stood
    if (stood === 0) return ticks
    this.#stood = 0
    const madeUp = ticks - stood
    const madeUpMs = this.#toMs(madeUp - highest)
    const stepMs = this.#toMs(ticks - highest)
    const isNearer = madeUpMs >= standstillMs && Math.abs(madeUpMs - passedMs) < Math.abs(stepMs - passedMs)
    const isWobble = Math.abs(this.#toMs(stood)) <= maxWobbleMs && madeUpMs >= -maxWobbleMs
    return isNearer || isWobble ? this.#shiftTo(ticks, madeUp) : ticks
  }

  #isCredible(ticks: number, highest: number, sinceSentMs: number, order: Order): boolean {
    const stepMs = this.#toMs(ticks - highest)
    if (stepMs < 0 && order === 'reordered') return this.#toMs(this.#floor - ticks) <= maxReorderedWobbleMs
    if (stepMs < 0) return -stepMs <= maxWobbleMs
    const usualMs = this.#usual === null ? maxFirstStepMs : this.#toMs(this.#usual)
    return stepMs <= Math.max(sinceSentMs, usualMs) + maxAheadMs
  }

  #follow(ticks: number, highest: number, order: Order): number {
    const step = ticks - highest
    if (this.#toMs(step) >= standstillMs) {
      const usual = this.#usual ?? step
      this.#usual = usual + (Math.min(step, 2 * usual) - usual) / 8
      return ticks
    }
    if (step < 0 && order === 'free') return ticks
    const halfMs = Math.min(this.#usual === null ? mostPutAfterMs : this.#toMs(this.#usual / 2), mostPutAfterMs)
    if (step >= 0 || order !== 'reordered' || this.#floor === highest) return this.#after(highest, halfMs)
    const holeMs = this.#toMs(highest - this.#floor)
    return ticks > this.#floor ? ticks : this.#after(this.#floor, Math.min(halfMs, holeMs / 2))
  }

  #shiftTo(ticks: number, wanted: number): number {
    this.#shift += wanted - ticks
    return wanted
  }

  #after(ticks: number, ms: number): number {
    return ticks + Math.max(1, Math.round((ms * this.#clockRate) / 1000))
  }

  #toMs(ticks: number): number {
    return (ticks * 1000) / this.#clockRate
  }
}
