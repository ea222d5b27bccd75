import { crc32 } from 'node:zlib'

/** How far two connections may disagree about when a picture was taken, ms. */
const maxDisagreementMs = 500
/** For a camera that sends faster than live for long, nobody knows when: then keyframes are told by their bytes alone. */
const rememberedMs = 60_000
const mostKeyframes = 512

interface Keyframe {
  readonly takenMs: number
  readonly byteLength: number
  readonly crc: number
}

/**
 * Which pictures of a stream were handed out, over all its connections. A camera may begin a connection with the group
 * of pictures that it has at hand, and part of it may have come over the connection before.
 *
 * When a picture was taken is judged by arrival, so two connections say it a little differently: around the newest
 * picture its keyframes are told by their bytes.
 */
export class HandedOut {
  #newestMs = Number.NEGATIVE_INFINITY
  #keyframes: Keyframe[] = []

  /** @param takenMs monotonic ms. @param keyframe the bytes of one; null for other pictures. */
  add(takenMs: number, keyframe: Uint8Array | null): void {
    this.#newestMs = Math.max(this.#newestMs, takenMs)
    if (keyframe === null) return
    this.#keyframes.push({ takenMs, byteLength: keyframe.length, crc: crc32(keyframe) })
    const [oldest] = this.#keyframes
    if (this.#keyframes.length > mostKeyframes || oldest!.takenMs < this.#newestMs - rememberedMs)
      this.#keyframes.shift()
  }

  /**
   * Whether this keyframe was handed out, or pictures that were taken after it.
   * @param lateMs by how much it may have been taken earlier than that.
   */
  has(takenMs: number, keyframe: Uint8Array, lateMs: number): boolean {
    if (takenMs < this.#newestMs - maxDisagreementMs) return true
    const withinMs = maxDisagreementMs + lateMs
    const near = this.#keyframes.filter(
      known => known.byteLength === keyframe.length && Math.abs(known.takenMs - takenMs) <= withinMs,
    )
    return near.length > 0 && near.some(known => known.crc === crc32(keyframe))
  }
}
