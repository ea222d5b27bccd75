/** More than this unsent: the uplink is behind, bytes. About three seconds of a usual main stream. */
const highWater = 1024 * 1024
/** Pictures go on with a keyframe once so little is left, bytes. */
const lowWater = 128 * 1024

/**
 * Decides for each packet whether it is sent or left out, from what waits in the socket. The first burst, the group of
 * pictures kept at the source, may be larger than {@link highWater}: it is allowed in whole, and the limit comes down
 * with it.
 */
export class UplinkPace {
  #allowance = highWater
  #isSkipping = false

  /** The socket was just given a burst that nobody could have sent slower. */
  burst(bufferedBytes: number): void {
    this.#allowance = bufferedBytes + highWater
  }

  /** @returns whether to send; after a refusal nothing is sent before the next keyframe of video. */
  admits(packet: { readonly kind: 'video' | 'audio'; readonly keyframe: boolean }, bufferedBytes: number): boolean {
    this.#allowance = Math.max(highWater, Math.min(this.#allowance, bufferedBytes + highWater))
    if (this.#isSkipping) {
      if (packet.kind !== 'video' || !packet.keyframe || bufferedBytes > lowWater) return false
      this.#isSkipping = false
    }
    if (bufferedBytes < this.#allowance) return true
    this.#isSkipping = true
    return false
  }
}
