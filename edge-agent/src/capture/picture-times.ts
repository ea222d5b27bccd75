/** When the pictures of one run are shown, as far as its end needs it. Ticks since the run began. */
export class PictureTimes {
  readonly #usualTicks: number
  #newest = -1
  #second = -1

  /** @param usualTicks how long a picture lasts before two were seen. */
  constructor(usualTicks: number) {
    this.#usualTicks = usualTicks
  }

  add(pts: number): void {
    if (pts > this.#newest) {
      this.#second = this.#newest
      this.#newest = pts
    } else if (pts < this.#newest && pts > this.#second) this.#second = pts
  }

  /** When the picture shown last ends: it lasts as long as the one before it did. */
  get end(): number {
    return this.#newest + (this.#second < 0 ? this.#usualTicks : this.#newest - this.#second)
  }
}
