/**
 * What becomes of pictures when packets were lost. `withhold`: nothing goes out before the next whole keyframe.
 * `conceal`: what can be decoded goes out, marked as damaged, and the decoder conceals what is missing.
 */
export type LossPolicy = 'withhold' | 'conceal'

/** What was received of one picture. */
export interface PictureFacts {
  /** RTP timestamp without wraps. */
  readonly timestamp: number
  /** Pieces of coded picture data that are kept. */
  readonly slices: number
  /** Decoding can start at it. */
  readonly isRandom: boolean
  /** Of a recovery point: after how many pictures that it counts all is right. */
  readonly recoveryFrames: number | undefined
  /** No other picture refers to it; recovery points of H.264 count frame_num (D.2.8), which goes on without it. */
  readonly isDisposable: boolean
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
  /** Of the newest random access point, where nothing but its time tells the pictures that lead it. */
  #recoveryTimestamp = Number.NEGATIVE_INFINITY
  /** After so many pictures a recovery point has mended what was suspect; null where none is at it. */
  #recoversIn: number | null = null

  constructor(policy: LossPolicy) {
    this.#policy = policy
  }

  lost(): void {
    if (this.#policy === 'withhold') this.#needsRandom = true
    else this.#suspect()
  }

  judge(facts: PictureFacts, hasConfig: boolean): PictureVerdict {
    const picture = { ...facts, isLeading: facts.isLeading || this.#isBeforeRecovery(facts) }
    const usable = hasConfig && picture.slices > 0 && this.#isDecodable(picture)
    return usable ? { usable, damaged: this.#goesOut(picture) } : this.#isLeftOut(picture)
  }

  /** H.264 does not mark pictures that are shown before a recovery point and refer to what was before it. */
  #isBeforeRecovery({ isRandom, timestamp }: PictureFacts): boolean {
    return !isRandom && timestamp < this.#recoveryTimestamp
  }

  #suspect(): void {
    this.#isSuspect = true
    this.#recoversIn = null
  }

  #isDecodable({ isLeading, isRandom, isBroken, followsLoss }: PictureFacts): boolean {
    if (isLeading && this.#skipLeading) return false
    const isTolerable = !isBroken || (this.#policy === 'conceal' && followsLoss)
    return isTolerable && (isRandom || !this.#needsRandom)
  }

  #goesOut(picture: PictureFacts): boolean {
    const { isRandom, isLeading, isBroken, isDisposable } = picture
    if (isRandom) {
      this.#beginsAt(picture)
      return this.#isSuspect
    }
    if (isBroken) this.#suspect()
    else if (this.#recoversIn !== null && !isDisposable) this.#recoverUntil(this.#recoversIn - 1)
    return this.#isSuspect || (isLeading && this.#isLeadingSuspect)
  }

  #beginsAt({ timestamp, recoveryFrames, isBroken }: PictureFacts): void {
    this.#skipLeading = this.#needsRandom
    this.#needsRandom = false
    this.#recoveryTimestamp = recoveryFrames === undefined ? Number.NEGATIVE_INFINITY : timestamp
    this.#isLeadingSuspect = this.#isSuspect || isBroken
    if (isBroken) this.#suspect()
    else this.#recoverUntil(Math.min(recoveryFrames ?? 0, this.#recoversIn ?? Number.POSITIVE_INFINITY))
  }

  /** @param pictures that are still to come before what is suspect is mended. */
  #recoverUntil(pictures: number): void {
    this.#isSuspect &&= pictures > 0
    this.#recoversIn = this.#isSuspect ? pictures : null
  }

  #isLeftOut({ isLeading, isBroken, slices, hasLostRandom }: PictureFacts): PictureVerdict {
    if (this.#policy === 'withhold') this.#needsRandom ||= isBroken
    else if (hasLostRandom && slices === 0) this.#needsRandom = true
    else if (isBroken || !isLeading) this.#suspect()
    return { usable: false, damaged: isBroken }
  }
}
