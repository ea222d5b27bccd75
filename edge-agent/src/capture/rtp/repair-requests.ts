import { backoffMs } from '@nightjar/shared/retry/backoff.ts'
import { type Feedback, formatFir, formatNack, formatPli } from './feedback.ts'

/** Longer than packets of one burst overtake each other; shorter than the reorder window by far. */
const firstAskMs = 10
const againMs = 40
const maxAsks = 2
/** Enough of a burst; the rest of one that is longer is a case for a keyframe. */
export const maxAskedAtOnce = 64
/** Encoders answer every request with a keyframe, which is the size of many pictures: where that one does not come
 * whole either, asking again as often would make the loss worse. */
const keyframePauses = { firstMs: 1000, maxMs: 16_000, jitter: null }

interface Asked {
  readonly noticedAtMs: number
  askedAtMs: number
  times: number
}

/** When the camera is asked to send packets again, or a keyframe, where it offers to hear it. */
export class RepairRequests {
  readonly #feedback: Feedback
  readonly #ownSsrc: number
  #asked = new Map<number, Asked>()
  #keyframeAskedAtMs = Number.NEGATIVE_INFINITY
  #wantsKeyframe = false
  #keyframeAsks = 0
  #firNumber = 0

  constructor(feedback: Feedback, ownSsrc: number) {
    this.#feedback = feedback
    this.#ownSsrc = ownSsrc
  }

  get asksForPackets(): boolean {
    return this.#feedback.nack
  }

  /** Pictures were lost for good. */
  lost(): void {
    this.#wantsKeyframe = this.#feedback.keyframe !== null
  }

  /** A keyframe came. */
  recovered(): void {
    this.#wantsKeyframe = false
    this.#keyframeAsks = 0
  }

  /**
   * RTCP messages to be sent now, to be put behind a receiver report (RFC 4585 3.1); none most of the time.
   * @param missing numbers that are waited for, in order.
   */
  due(missing: readonly number[], mediaSsrc: number, nowMs: number): Uint8Array[] {
    const messages: Uint8Array[] = []
    const packets = this.#duePackets(missing, nowMs)
    if (packets.length > 0) messages.push(formatNack(this.#ownSsrc, mediaSsrc, packets))
    if (this.#wantsKeyframe && nowMs - this.#keyframeAskedAtMs >= backoffMs(keyframePauses, this.#keyframeAsks)) {
      this.#keyframeAskedAtMs = nowMs
      this.#keyframeAsks++
      const isPli = this.#feedback.keyframe === 'pli'
      messages.push(
        isPli ? formatPli(this.#ownSsrc, mediaSsrc) : formatFir(this.#ownSsrc, mediaSsrc, this.#firNumber++),
      )
    }
    return messages
  }

  #duePackets(missing: readonly number[], nowMs: number): number[] {
    if (missing.length === 0) {
      if (this.#asked.size > 0) this.#asked = new Map()
      return []
    }
    const asked = new Map<number, Asked>()
    const due: number[] = []
    for (const sequence of missing) {
      const entry = this.#asked.get(sequence) ?? { noticedAtMs: nowMs, askedAtMs: 0, times: 0 }
      asked.set(sequence, entry)
      const isDue = entry.times === 0 ? nowMs - entry.noticedAtMs >= firstAskMs : nowMs - entry.askedAtMs >= againMs
      if (!isDue || entry.times >= maxAsks) continue
      entry.times++
      entry.askedAtMs = nowMs
      due.push(sequence)
    }
    this.#asked = asked
    return due
  }
}
