/**
 * What becomes of pictures when packets were lost. `withhold`: nothing goes out before the next whole keyframe.
 * `conceal`: what can be decoded goes out, marked as damaged, and the decoder conceals what is missing.
 */
export type LossPolicy = 'withhold' | 'conceal'

/** What was received of one picture. */
export interface PictureFacts {
  /** Pieces of coded picture data that are kept. */
  readonly slices: number
  /** Decoding can start at it. */
  readonly isRandom: boolean
  /** It refers to pictures before the random access point that it follows (H.265 RASL). */
  readonly isLeading: boolean
  /** Something of it is missing or makes no sense. */
  readonly isBroken: boolean
  /** Packets were lost since the picture before began, which is what explains a broken one. */
  readonly followsLoss: boolean
  /** Pieces of a random access point came without their beginning. */
  readonly hasLostRandom: boolean
}

export interface PictureVerdict {
  readonly usable: boolean
  /** A part is missing, or a picture that it refers to is, or is damaged. */
  readonly damaged: boolean
}

/** Which pictures can be decoded from those that went out before. */
export class PictureChain {
  readonly #policy: LossPolicy
  /** Nothing decodable has gone out since the start, or since a keyframe was lost. */
  #needsRandom = true
  #skipLeading = false
  /** Pictures from here on may refer to what was lost. */
  #isSuspect = false
  /** The same for pictures that lead the newest random access point. */
  #isLeadingSuspect = false

  constructor(policy: LossPolicy) {
    this.#policy = policy
  }

  lost(): void {
    if (this.#policy === 'withhold') this.#needsRandom = true
    else this.#isSuspect = true
  }

  judge(picture: PictureFacts, hasConfig: boolean): PictureVerdict {
    const usable = hasConfig && picture.slices > 0 && this.#isDecodable(picture)
    return usable ? { usable, damaged: this.#goesOut(picture) } : this.#isLeftOut(picture)
  }

  #isDecodable({ isLeading, isRandom, isBroken, followsLoss }: PictureFacts): boolean {
    if (isLeading && this.#skipLeading) return false
    const isTolerable = !isBroken || (this.#policy === 'conceal' && followsLoss)
    return isTolerable && (isRandom || !this.#needsRandom)
  }

  #goesOut({ isRandom, isLeading, isBroken }: PictureFacts): boolean {
    if (isRandom) {
      this.#skipLeading = this.#needsRandom
      this.#needsRandom = false
      this.#isLeadingSuspect = this.#isSuspect || isBroken
      this.#isSuspect = isBroken
      return isBroken
    }
    this.#isSuspect ||= isBroken
    return this.#isSuspect || (isLeading && this.#isLeadingSuspect)
  }

  #isLeftOut({ isLeading, isBroken, slices, hasLostRandom }: PictureFacts): PictureVerdict {
    if (this.#policy === 'withhold') this.#needsRandom ||= isBroken
    else if (hasLostRandom && slices === 0) this.#needsRandom = true
    else if (isBroken || !isLeading) this.#isSuspect = true
    return { usable: false, damaged: isBroken }
  }
}
