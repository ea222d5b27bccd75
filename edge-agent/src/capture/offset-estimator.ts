/** As long as nothing came sooner the least delay of that time is what the way takes now, ms. */
const provenMs = 15_000
/** At least this part of it must have passed on the camera's clock too: while nothing comes nothing is proven. */
const leastMediaShare = 1 / 3
/** That of more than half a second at once, which no clock drifts but pauses one upon the other may seem to show. */
const leapProvenMs = 60_000
const leapMs = 500
/** What came since then tells by how much pictures are held up now, ms. */
const recentMs = 5000
/** Delays that are no less than the one before say nothing new within this, ms. */
const nearMs = 100
/** Only a clock that hardly moves against ours fills it. */
const mostSamples = 1024

interface Sample {
  readonly mediaMs: number
  readonly arrivedAtMs: number
  readonly offsetMs: number
}

/**
 * Estimates by how much arrival lags media time. Queues, large pictures and networks that stand only ever delay, so the
 * least delay is the honest one: what comes sooner is believed at once. That everything has become later, because the
 * camera's clock drifts, is believed once nothing came sooner for fifteen seconds on our clock and five on the camera's
 * (four times as much where it is much later at once). As long as a backlog is made up for, each picture comes sooner than the one
 * before, so that no pause of the network is taken for a drift, however long it was.
 *
 * The samples that may still become the least one are kept as a queue of growing offsets (sliding window minimum: Lemire,
 * Streaming Maximum-Minimum Filter Using No More than Three Comparisons per Element, 2006).
 */
export class OffsetEstimator {
  #samples: Sample[] = []
  #leastMs: number | null = null
  #newestMediaMs: number | null = null

  /** @param mediaMs media time, @param arrivedAtMs monotonic time; both in ms. */
  add(mediaMs: number, arrivedAtMs: number): void {
    const offsetMs = arrivedAtMs - mediaMs
    this.#leastMs = Math.min(this.#leastMs ?? offsetMs, offsetMs)
    const samples = this.#samples
    while (samples.length > 0 && samples.at(-1)!.offsetMs > offsetMs) samples.pop()
    const last = samples.at(-1)
    if (last === undefined || arrivedAtMs - last.arrivedAtMs >= nearMs) samples.push({ mediaMs, arrivedAtMs, offsetMs })
    const stepMs = mediaMs - (this.#newestMediaMs ?? mediaMs)
    this.#newestMediaMs = mediaMs
    while (samples.length > mostSamples || this.#isProven(mediaMs, arrivedAtMs, stepMs)) {
      this.#leastMs = samples.shift()!.offsetMs
    }
  }

  /** Monotonic time minus media time, in ms; null before the first {@link add}. */
  get offsetMs(): number | null {
    return this.#leastMs
  }

  /** By how much all that came of late came later than the offset says: held up, or not proven yet. 0 or more, ms. */
  get excessMs(): number {
    const newest = this.#samples.at(-1)
    if (newest === undefined || this.#leastMs === null) return 0
    const recent = this.#samples.find(({ arrivedAtMs }) => newest.arrivedAtMs - arrivedAtMs <= recentMs)
    return Math.max(0, (recent ?? newest).offsetMs - this.#leastMs)
  }

  /**
   * Nothing came sooner than the first sample for long, and no backlog is being made up for: then whatever came in the
   * older half of the last seconds has been undercut in the newer one. A camera that sends less is not asked that.
   */
  #isProven(mediaMs: number, arrivedAtMs: number, stepMs: number): boolean {
    const least = this.#samples[0]!
    const longMs = least.offsetMs - this.#leastMs! > leapMs ? leapProvenMs : provenMs
    if (arrivedAtMs - least.arrivedAtMs < longMs || mediaMs - least.mediaMs < longMs * leastMediaShare) return false
    const inOlderHalf = (sample: Sample) => {
      const ageMs = arrivedAtMs - sample.arrivedAtMs
      return ageMs >= recentMs / 2 && ageMs <= recentMs
    }
    return stepMs >= recentMs / 2 || this.#samples.some(inOlderHalf)
  }
}
