import type { PicturePacket } from '../media/packet.ts'
import type { PictureSink } from '../media/picture-source.ts'
import type { StreamDescription } from '../media/track.ts'

/**
 * Sinks that keep what they get. What was taken before they may have it is not for them: neither keyframes that were in
 * the camera's store or on their way, nor what is shown before the keyframe that they begin with and comes behind it
 * (leading pictures, and sound that is late).
 */
export class JoiningSinks {
  /** From when on pictures are for them, monotonic ms. */
  readonly #waiting = new Map<PictureSink, number>()
  /** When the keyframe with which they began is shown, seconds since the run began. */
  readonly #begun = new Map<PictureSink, number>()

  /** From when on they may have pictures, of those that wait for a keyframe the latest; null where none does. */
  get awaitedSinceMs(): number | null {
    return this.#waiting.size === 0 ? null : Math.max(...this.#waiting.values())
  }

  join(sink: PictureSink, sinceMs: number): void {
    this.#waiting.set(sink, sinceMs)
  }

  leave(sink: PictureSink): void {
    this.#waiting.delete(sink)
    this.#begun.delete(sink)
  }

  /** Where sound and pictures are counted anew. Whoever waits goes on: a run may begin with what was held up on its way. */
  runStarted(): void {
    this.#begun.clear()
  }

  /** Of every keyframe of pictures, before it is handed out. @param takenMs the earliest it can be from, monotonic ms. */
  keyframe(keyframe: PicturePacket, description: StreamDescription, takenMs: number): void {
    this.#begun.clear()
    for (const [sink, sinceMs] of this.#waiting) {
      if (takenMs < sinceMs) continue
      this.#waiting.delete(sink)
      this.#begun.set(sink, shownSeconds(keyframe, description))
    }
  }

  isFor(sink: PictureSink, packet: PicturePacket, description: StreamDescription | null): boolean {
    if (this.#waiting.has(sink)) return false
    const fromSeconds = this.#begun.get(sink)
    return fromSeconds === undefined || description === null || shownSeconds(packet, description) >= fromSeconds
  }
}

function shownSeconds({ kind, pts }: PicturePacket, { video, audio }: StreamDescription): number {
  return pts / (kind === 'video' ? video.clockRate : (audio?.clockRate ?? video.clockRate))
}
