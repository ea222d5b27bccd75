/**
 * What a camera means by the marker bit of its packets: the end of a picture (RFC 6184 5.1, RFC 7798 4.1), or of each
 * of its slices, or nothing, because it sets none.
 */
export class MarkerHabit {
  /** Null until a picture has shown it. */
  #meaning: 'picture' | 'slice' | null
  /** The newest packet of this picture has the marker. */
  #isMarked = false
  #isQuiet = false
  /** Of the picture before; null while there was none. */
  #before: { readonly isMarked: boolean; readonly slices: number } | null = null

  /** @param isBelieved a marker ends a picture until the contrary is seen; otherwise the first picture has to show it. */
  constructor(isBelieved: boolean) {
    this.#meaning = isBelieved ? 'picture' : null
  }

  /** A slice came that belongs to a picture which its marker had ended. */
  isContradicted(): void {
    this.#meaning = 'slice'
  }

  /**
   * A slice came.
   * @param slices how many of its picture came before. @param isFirst the first of a picture, as it says itself.
   * @returns whether it begins another picture under the timestamp of one that its marker had ended.
   */
  slice(slices: number, isFirst: boolean): boolean {
    if (!this.#isMarked || slices === 0) return false
    if (!isFirst) this.isContradicted()
    return isFirst
  }

  /** A packet has been taken. */
  packet(marker: boolean): void {
    this.#isMarked = marker
    this.#isQuiet = false
  }

  /** With the packet that was taken last the picture is known to be whole. */
  get endsPicture(): boolean {
    return this.#isMarked && this.#meaning === 'picture'
  }

  /** The first picture waits for another packet to show what its marker means, and none has come since the last call. */
  isSettled(): boolean {
    const wasQuiet = this.#isQuiet
    this.#isQuiet = true
    return wasQuiet && this.#isMarked && this.#meaning === null
  }

  /** Whether a picture behind which no packet comes lacks nothing, as far as the one before it can tell. */
  isWhole(slices: number): boolean {
    if (this.#meaning === 'picture') return this.#isMarked
    if (this.#before === null) return this.#isMarked && this.#meaning === null
    return slices >= this.#before.slices && this.#isMarked === this.#before.isMarked
  }

  /** @param slices of the picture. @param isWhole no packet of it was lost. */
  pictureEnded(slices: number, isWhole: boolean): void {
    if (slices > 0 && isWhole) this.#before = { isMarked: this.#isMarked, slices }
    if (slices > 0 && this.#isMarked) this.#meaning ??= 'picture'
    this.#isMarked = false
  }
}
