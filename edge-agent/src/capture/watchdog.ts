const minStallMs = 10_000
/** A camera at one picture in a quarter of a minute is slow, not stalled. */
const stallIntervals = 5
const maxIntervalMs = 60_000
/** Packets without a single picture that could be decoded: longer than any keyframe interval that makes sense. */
const maxBlindMs = 150_000

/**
 * Watches that media time moves or whole pictures come; packets that do neither are no sign of life. Pictures alone do,
 * because a camera's clock may stand while its pictures go on. Ask it about once a second.
 */
export class Watchdog {
  #lastTimestamp: number | null = null
  #movedAtMs: number
  #intervalMs = 0
  #pictureAtMs: number
  #hasPicture = false

  constructor(nowMs: number) {
    this.#movedAtMs = nowMs
    this.#pictureAtMs = nowMs
  }

  picture(nowMs: number): void {
    this.#pictureAtMs = nowMs
    this.#hasPicture = true
  }

  /** @param timestamp media time of the newest video packet; null before the first. */
  isStalled(timestamp: number | null, nowMs: number): boolean {
    if (timestamp !== this.#lastTimestamp || this.#hasPicture) {
      this.#hasPicture = false
      if (this.#lastTimestamp !== null) this.#intervalMs = Math.min(maxIntervalMs, nowMs - this.#movedAtMs)
      this.#lastTimestamp = timestamp
      this.#movedAtMs = nowMs
    }
    if (nowMs - this.#pictureAtMs > maxBlindMs) return true
    return nowMs - this.#movedAtMs > Math.max(minStallMs, stallIntervals * this.#intervalMs)
  }
}
