/** Sound and picture further apart than this are put together again. Seconds. */
export const driftAllowed = 0.3
/** Head start of the sound after a reset, so that the next packet is in time. */
const cushion = 0.08

/** When to play a piece of sound. All in seconds; the audio clock is the output's, timestamps are the run's. */
export class AudioSchedule {
  #offset: number | null = null

  /**
   * @param pictureTimestamp what is on the screen now; null before the first picture
   * @returns when to play on the audio clock, and whether what is still queued has to go first
   */
  place(
    timestamp: number,
    audioNow: number,
    pictureTimestamp: number | null,
  ): { readonly at: number; readonly reset: boolean } {
    const wanted = audioNow + cushion + (pictureTimestamp === null ? 0 : Math.max(0, timestamp - pictureTimestamp))
    const planned = this.#offset === null ? null : timestamp + this.#offset
    if (planned !== null && planned >= audioNow && Math.abs(planned - wanted) <= driftAllowed)
      return { at: planned, reset: false }
    this.#offset = wanted - timestamp
    return { at: wanted, reset: planned !== null }
  }

  clear(): void {
    this.#offset = null
  }
}
