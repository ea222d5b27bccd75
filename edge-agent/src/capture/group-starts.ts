/** Where full pictures come at least this often, the recovery points between them begin nothing: browsers cannot. */
const fullPictureMs = 15_000

/** Which of the pictures that decoding can begin with begin a group of pictures. */
export class GroupStarts {
  /** Of the last one that needs no recovery, media time. */
  #lastFullMs = Number.NEGATIVE_INFINITY

  /**
   * @param unit a picture that decoding can begin with. @param mediaMs its time.
   * @param isAwaited somebody has no picture to begin with yet: a full one that went before is of no use to him.
   */
  begins(unit: { readonly recoveryFrames?: number; readonly afterLoss: boolean }, mediaMs: number, isAwaited: boolean) {
    const isFull = unit.recoveryFrames === undefined
    if (isFull) this.#lastFullMs = mediaMs
    return isFull || isAwaited || unit.afterLoss || mediaMs - this.#lastFullMs > fullPictureMs
  }
}
