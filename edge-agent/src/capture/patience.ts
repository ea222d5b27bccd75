const leastMs = 10_000
/** Some cameras send a keyframe each minute and nothing before the first one. */
const mostMs = 80_000
/** What was waited for once may take half as long again the next time. */
const margin = 1.5

/**
 * How long a stream may be silent before its connection is given up; one for all attempts at a stream, so that what is
 * slow is reached at last, and at once the next time. It doubles with each silence that was given up, from 10 s to 80 s.
 * Where that brings nothing either, the camera is dead rather than slow, and is again looked at every 10 s.
 */
export class Patience {
  #longestMs = 0
  #inVain = 0
  #growsFromMs = Number.NEGATIVE_INFINITY
  readonly #restMs: number

  /** @param restMs once 80 s were in vain, the patience does not grow again for so long. */
  constructor(restMs = 0) {
    this.#restMs = restMs
  }

  /** What a silence is given, 10 000 to 80 000 ms. */
  get ms(): number {
    return Math.min(mostMs, Math.max(leastMs, this.learntMs) * 2 ** this.#inVain)
  }

  /** What the longest silence that ended asks for, ms; 0 before there was one. */
  get learntMs(): number {
    return Math.min(mostMs, this.#longestMs * margin)
  }

  /** A silence of that length ended. */
  rewarded(silentMs: number): void {
    this.#longestMs = Math.max(this.#longestMs, silentMs)
    this.#inVain = 0
  }

  /** A silence was given up. @param nowMs monotonic. */
  exhausted(nowMs: number): void {
    if (nowMs < this.#growsFromMs) return
    if (this.ms < mostMs) {
      this.#inVain++
      return
    }
    this.#inVain = 0
    this.#growsFromMs = nowMs + this.#restMs
  }

  /** The stream has not been silent for long: what was learnt no longer holds. */
  forget(): void {
    this.#longestMs = 0
    this.#inVain = 0
  }
}
