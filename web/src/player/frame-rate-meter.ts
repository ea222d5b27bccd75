/** Pictures per second over the last few seconds, from when each was shown. */
export class FrameRateMeter {
  readonly #shownMs: number[] = []
  readonly #windowMs: number

  constructor(windowMs = 3000) {
    this.#windowMs = windowMs
  }

  shown(nowMs: number): void {
    this.#shownMs.push(nowMs)
    while (this.#shownMs.length > 0 && nowMs - this.#shownMs[0]! > this.#windowMs) this.#shownMs.shift()
  }

  /** null before two pictures. */
  rate(nowMs: number): number | null {
    const recent = this.#shownMs.filter(at => nowMs - at <= this.#windowMs)
    const first = recent[0]
    const last = recent.at(-1)
    if (first === undefined || last === undefined || last === first) return null
    return ((recent.length - 1) * 1000) / (last - first)
  }
}
