const spanMs = 60_000
const bucketMs = 1000
/** Loss that pictures are seen to suffer from: at 0.5 % a 1080p picture in three has a hole. */
const heavyPercent = 0.5
/** Under this it is over: half, so that it does not flicker. */
const overPercent = 0.25
/** One lost packet of the first hundred is no state. */
const leastLost = 5

interface Bucket {
  readonly fromMs: number
  received: number
  lost: number
}

/** Packets lost over the last minute, and whether they are so many that the camera's state says so. */
export class LossMeter {
  #buckets: Bucket[] = []
  #receivedBefore = 0
  #lostBefore = 0
  #isHeavy = false
  #heavySinceMs: number | null = null

  /** @param received @param lost packets since the start, never shrinking; call about once a second. */
  add(received: number, lost: number, nowMs: number): void {
    const last = this.#buckets.at(-1)
    const bucket = last && nowMs - last.fromMs < bucketMs ? last : { fromMs: nowMs, received: 0, lost: 0 }
    if (bucket !== last) this.#buckets.push(bucket)
    bucket.received += received - this.#receivedBefore
    bucket.lost += lost - this.#lostBefore
    this.#receivedBefore = received
    this.#lostBefore = lost
    while (this.#buckets[0]!.fromMs <= nowMs - spanMs) this.#buckets.shift()
    this.#judge(nowMs)
  }

  /** Percent of the last minute's packets, 0 to 100; null while loss is not heavy. */
  get heavyPercent(): number | null {
    return this.#isHeavy ? Math.round(this.#sums().percent * 10) / 10 : null
  }

  /** For how long loss has been heavy without a break, ms; 0 while it is not. */
  heavyForMs(nowMs: number): number {
    return this.#heavySinceMs === null ? 0 : nowMs - this.#heavySinceMs
  }

  #judge(nowMs: number): void {
    const { percent, lost } = this.#sums()
    // In a minute that is not over yet, what was lost so far has to be heavy for all of it: four times as much after 15 s.
    const past = Math.min(1, (nowMs - this.#buckets[0]!.fromMs) / (spanMs - bucketMs))
    if (this.#isHeavy) this.#isHeavy = percent >= overPercent
    else this.#isHeavy = lost >= leastLost && percent * past >= heavyPercent
    if (!this.#isHeavy) this.#heavySinceMs = null
    else this.#heavySinceMs ??= nowMs
  }

  #sums(): { percent: number; lost: number } {
    let received = 0
    let lost = 0
    for (const bucket of this.#buckets) {
      received += bucket.received
      lost += bucket.lost
    }
    return { lost, percent: lost === 0 ? 0 : (lost * 100) / (received + lost) }
  }
}
