interface Closable {
  close(): void
}

/** Pictures held back at most; one more and the oldest is given up, so that the newest always wins. */
const capacity = 2

/**
 * Two decoded pictures between decoder and screen. A picture is shown when the next one is there, which hides a late
 * packet of up to one picture, or when it has waited `holdMs`. Every picture that goes in is handed out or closed once.
 */
export class JitterBuffer<Frame extends Closable> {
  readonly #waiting: { frame: Frame; sinceMs: number }[] = []
  #holdMs = 60
  #dropped = 0

  /** One and a half times the time between two pictures: by then the next one is late and waiting longer only delays. */
  set frameRate(frameRate: number | null) {
    this.#holdMs = Math.min(200, 1500 / Math.max(frameRate ?? 25, 1))
  }

  /** Pictures given up because newer ones came before they could be shown. */
  get dropped(): number {
    return this.#dropped
  }

  push(frame: Frame, nowMs: number): void {
    this.#waiting.push({ frame, sinceMs: nowMs })
    while (this.#waiting.length > capacity) {
      this.#waiting.shift()?.frame.close()
      this.#dropped += 1
    }
  }

  /** The picture to show now; the caller closes it. */
  take(nowMs: number): Frame | null {
    const oldest = this.#waiting[0]
    if (oldest === undefined) return null
    if (this.#waiting.length < capacity && nowMs - oldest.sinceMs < this.#holdMs) return null
    this.#waiting.shift()
    return oldest.frame
  }

  clear(): void {
    for (const { frame } of this.#waiting.splice(0)) frame.close()
  }
}
