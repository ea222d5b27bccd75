import type { PicturePacket } from '../media/packet.ts'

/** A stream that sends less often than this is slow. */
const usualSeconds = 5
/** In a slow stream a picture may last so many times as long as the one before it. */
const unevenness = 2
/** No control plane takes a fragment that is longer than 20 s, and one of a single picture lasts as long as it. */
const slowestSeconds = 19

/**
 * Tells a slow picture from one that follows a gap. A picture lasts until the next one where the stream is that slow; a
 * step of media time that what came before does not explain ends the segment, so that nothing claims to have recorded
 * what was never sent. Of one stream, over all its runs.
 */
export class Pace {
  #newest: number | null = null
  /** The last step; null before there was one. */
  #stepSeconds: number | null = null

  /** Another run begins, which counts from its own zero. */
  restart(): void {
    this.#newest = null
  }

  /** @param clockRate ticks of `pts` in a second. @returns whether time is missing between the picture before and this. */
  isGap({ pts, damaged }: Pick<PicturePacket, 'pts' | 'damaged'>, clockRate: number): boolean {
    const before = this.#newest
    this.#newest = Math.max(pts, before ?? pts)
    if (before === null) return false
    const stepSeconds = (pts - before) / clockRate
    const limit = damaged ? usualSeconds : this.#limit()
    // Pictures that are shown before one that came already (B-frames) say nothing of the pace.
    if (stepSeconds > 0) this.#stepSeconds = stepSeconds
    else if (stepSeconds < -usualSeconds) this.#newest = pts
    return Math.abs(stepSeconds) > limit
  }

  #limit(): number {
    if (this.#stepSeconds === null) return slowestSeconds
    return Math.min(slowestSeconds, Math.max(usualSeconds, this.#stepSeconds * unevenness))
  }
}
