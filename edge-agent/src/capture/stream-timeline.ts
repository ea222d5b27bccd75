import { HandedOut } from './handed-out.ts'
import { RunBudget } from './run-budget.ts'

/** A run is stretched or cut at its end by no more than this to meet the next one; what is longer is a gap, ms. */
const maxSeamMs = 1000
/** The wall clock was set between two runs when it moved by more than this against the monotonic one, ms. */
const maxStepMs = 500

export interface Placement {
  /** Where the run begins, wall ms. */
  readonly wallStartMs: number
  /** How much later that is than wanted, because that time is taken, ms; 0 or more. */
  readonly lateMs: number
  /** The run before ends, on the wall, exactly where this one begins. */
  readonly isSeamless: boolean
}

/**
 * Where on the wall clock the runs of one stream were said to lie, from one connection to the next, so that no time is
 * claimed twice: a run begins where the one before ended, or later.
 *
 * A run whose mapping turned out late, because its first pictures had been held up or the camera's clock is fast, has
 * claimed more time than had passed. The next one, where it follows without a gap, may then begin up to half a group of
 * pictures earlier, and the run before is taken to end there: the half that is left keeps every segment's claim real.
 */
export class StreamTimeline {
  /** Of all its connections. */
  readonly handedOut = new HandedOut()
  readonly budget = new RunBudget()
  #endMs = Number.NEGATIVE_INFINITY
  #keyframeMs = Number.NEGATIVE_INFINITY
  #wallMinusMonotonicMs = 0

  /** @param seamMs where the run before would have put its first picture; null where pictures are missing in between. */
  place(wantedMs: number, seamMs: number | null, wallMinusMonotonicMs: number): Placement {
    // Somebody set the clock: by the new one nothing is taken.
    if (Math.abs(wallMinusMonotonicMs - this.#wallMinusMonotonicMs) > maxStepMs) {
      return { wallStartMs: wantedMs, lateMs: 0, isSeamless: false }
    }
    const earliestMs = seamMs === null ? this.#endMs : seamMs - Math.max(0, seamMs - this.#keyframeMs) / 2
    const wallStartMs = Math.max(wantedMs, earliestMs)
    const isSeamless = seamMs !== null && wallStartMs - seamMs <= maxSeamMs
    return { wallStartMs, lateMs: wallStartMs - wantedMs, isSeamless }
  }

  /** A run begins: what is said of pictures from now on is by this clock. */
  begin(wallStartMs: number, wallMinusMonotonicMs: number): void {
    this.#endMs = this.#keyframeMs = wallStartMs
    this.#wallMinusMonotonicMs = wallMinusMonotonicMs
  }

  /** @param endMs when the run ends if no other picture follows, wall ms. */
  picture(wallMs: number, endMs: number, keyframe: boolean): void {
    // The last picture of a slow stream is shown until the connection ends, which may be long before the next one was due.
    this.#endMs = Math.max(this.#endMs, Math.min(endMs, wallMs + maxSeamMs))
    if (keyframe) this.#keyframeMs = wallMs
  }
}
