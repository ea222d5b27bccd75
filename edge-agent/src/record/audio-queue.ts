import type { FragmentSample } from '@nightjar/shared/mp4/track-fragment.ts'
import type { PicturePacket } from '../media/packet.ts'
import type { AudioTrack } from '../media/track.ts'

/** More than any camera sends while a picture is awaited; beyond it the oldest sound goes. */
const maxWaiting = 1024
/** Sound this far behind the pictures has stopped: nobody waits for it. Seconds. */
const silenceSeconds = 2

export interface AudioCut {
  readonly packets: readonly PicturePacket[]
  readonly samples: readonly FragmentSample[]
}

/** Sound that waits for the cut of its fragment. Times in seconds are since the run began. */
export class AudioQueue {
  readonly #clockRate: number
  #waiting: PicturePacket[] = []
  #newest: number | null = null
  #usualDuration: number

  constructor(track: AudioTrack) {
    this.#clockRate = track.clockRate
    this.#usualDuration = track.codec === 'aac' ? 1024 : Math.round(track.clockRate / 50)
  }

  push(packet: PicturePacket): void {
    // Late or repeated: decode times cannot go back.
    if (this.#newest !== null && packet.pts <= this.#newest) return
    this.#newest = packet.pts
    this.#waiting.push(packet)
    if (this.#waiting.length > maxWaiting) this.#waiting.shift()
  }

  get waitingBytes(): number {
    return this.#waiting.reduce((sum, packet) => sum + packet.byteLength, 0)
  }

  /** Is sound expected that belongs before `seconds`? */
  lags(seconds: number): boolean {
    if (this.#newest === null) return false
    const newest = this.#newest / this.#clockRate
    return newest < seconds && newest > seconds - silenceSeconds
  }

  /** Takes what begins in [from, to); what is older is dropped: its file is closed. */
  take(fromSeconds: number, toSeconds: number): AudioCut {
    const end = this.#waiting.findIndex(packet => packet.pts / this.#clockRate >= toSeconds)
    const taken = this.#waiting.splice(0, end < 0 ? this.#waiting.length : end)
    const packets = taken.filter(packet => packet.pts / this.#clockRate >= fromSeconds)
    const samples = packets.map((packet, i) => {
      const next = packets[i + 1] ?? this.#waiting[0]
      const duration = next ? Math.min(next.pts - packet.pts, this.#clockRate) : this.#usualDuration
      this.#usualDuration = duration
      return { duration, compositionOffset: 0, byteLength: packet.byteLength, keyframe: true }
    })
    return { packets, samples }
  }
}
