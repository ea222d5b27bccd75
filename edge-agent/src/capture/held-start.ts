import type { Order } from './continuous-time.ts'
import type { AudioUnit, VideoUnit } from './rtp/depacketizer.ts'
import type { RunCause } from './source.ts'

/** Pictures have stopped where more sound than this comes meanwhile: ten seconds of it. */
const mostSound = 500

/**
 * The keyframe that a run is to begin with, while pictures may follow that are shown before it (leading pictures: H.264
 * open groups, H.265 3.75). Those refer to pictures of the run before as well as to the keyframe, so they belong to that
 * run, which is lent a copy of the keyframe. The run begins with the first picture that is shown after it.
 */
export class HeldStart {
  readonly unit: VideoUnit
  /** When it is shown. */
  readonly ticks: number
  readonly cause: RunCause
  /** Sound of the run that is to begin, and when it is heard. */
  readonly sound: { readonly unit: AudioUnit; readonly ticks: number }[] = []
  #isLent = false

  constructor(unit: VideoUnit, ticks: number, cause: RunCause) {
    this.unit = unit
    this.ticks = ticks
    this.cause = cause
  }

  /** Whether such pictures may follow: behind an IDR picture of H.264 there are none. */
  static isNeeded({ config, recoveryFrames }: VideoUnit): boolean {
    return config.reorders && (config.codec === 'h265' || recoveryFrames !== undefined)
  }

  /** Where a picture may be shown: nothing that follows a keyframe which no picture leads is shown before it. */
  static orderOf(unit: VideoUnit): Order {
    if (!unit.config.reorders) return 'kept'
    if (!unit.keyframe) return 'reordered'
    return HeldStart.isNeeded(unit) ? 'kept' : 'barrier'
  }

  /** The keyframe for the run before, once; null afterwards. Its own memory: the lease is that of the run that begins. */
  lend(): (Omit<VideoUnit, 'recoveryFrames' | 'lease'> & { readonly repeated: true }) | null {
    if (this.#isLent) return null
    this.#isLent = true
    const { recoveryFrames: _, lease: __, ...unit } = this.unit
    return { ...unit, data: this.unit.data.slice(), repeated: true }
  }

  /** @param behindMs how long after the keyframe it is heard. @returns whether it waits for the run that is to begin. */
  takesSound(unit: AudioUnit, ticks: number, behindMs: number): boolean {
    if (behindMs < 0 || this.sound.length >= mostSound) return false
    this.sound.push({ unit, ticks })
    return true
  }
}
