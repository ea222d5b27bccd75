import type { PicturePacket } from '../media/packet.ts'
import type { StreamDescription } from '../media/track.ts'
import { AudioQueue } from './audio-queue.ts'
import { decodeTimes, isClosed } from './decode-times.ts'
import type { Fragment, SegmentSetup } from './fragment.ts'

/** Media time at which a fragment is cut: what a killed process loses at most, together with the audio wait. */
const fragmentSeconds = 0.5
/** A keyframe begins a fragment of its own unless the one before would be shorter than this. */
const shortestSeconds = 0.25
/** A segment is due this much early, so that a keyframe that comes a jitter before the mark is not passed over. */
const dueToleranceSeconds = 0.25
/** Two slow pictures of which one waits for its sound make two fragments: no control plane takes one that is over 20 s. */
const longestFragmentSeconds = 19
/** What a picture that nothing follows lasts at least; beyond it, no longer than until now. */
const leastLastSeconds = 0.25
/** How long a cut waits for sound that belongs before it, in media time. */
const audioWaitSeconds = 0.3
/** Bounds of what waits for a place to cut, for streams that never close a group. */
const longestSeconds = 4
const mostPictures = 600

/** Cuts one run into fragments and says where segments begin. Pure: time is the packets' own. */
export class Fragmenter {
  readonly #rate: number
  #setup: SegmentSetup
  #nextSetup: SegmentSetup | null = null
  readonly #audio: AudioQueue | null
  #pending: PicturePacket[] = []
  #pendingBytes = 0
  /** End of the last fragment; null before the first. */
  #end: number | null = null
  #segmentStart = 0
  #newestPts = Number.NEGATIVE_INFINITY
  #reorders: boolean
  #lastDuration: number

  constructor(description: StreamDescription, setup: SegmentSetup) {
    this.#setup = setup
    this.#rate = description.video.clockRate
    this.#audio = description.audio ? new AudioQueue(description.audio) : null
    // H.265 may show pictures before the random access point that they follow (RASL, RADL), so never trust its order.
    this.#reorders = description.video.codec === 'h265'
    this.#lastDuration = Math.round(this.#rate / (description.video.frameRate || 25))
  }

  /** From the next keyframe on, in a new segment. */
  reconfigure(setup: SegmentSetup): void {
    this.#nextSetup = setup
  }

  /** Ticks from which on pictures wait here; null when there are none. */
  get pendingStart(): number | null {
    return this.#pending.length === 0 ? null : (this.#end ?? this.#pending[0]!.pts)
  }

  get pendingBytes(): number {
    return this.#pendingBytes + (this.#audio?.waitingBytes ?? 0)
  }

  push(packet: PicturePacket): Fragment[] {
    if (packet.kind === 'audio') this.#audio?.push(packet)
    else if (!this.#admit(packet)) {
      packet.lease?.done()
      return []
    }
    return this.#cutAll()
  }

  /**
   * No more packets come: all that is left. A picture of the next run lasts one tick, the least.
   * @param sinceLastMs since the newest picture came; it lasts as long as the one before it did, but not beyond now.
   */
  finish(sinceLastMs = Number.POSITIVE_INFINITY): Fragment[] {
    const fragments = this.#cutAll()
    for (let count = this.#bounded(this.#pending.length); count < this.#pending.length; ) {
      fragments.push(this.#build(count, Math.min(...this.#times().slice(count))))
      count = this.#bounded(this.#pending.length)
    }
    if (this.#pending.length > 0) {
      const times = decodeTimes(this.#times(), this.#start())
      const last = times.at(-1)!
      if (times.length > 1) this.#lastDuration = last - times.at(-2)!
      const most = Math.round(Math.max(leastLastSeconds, sinceLastMs / 1000) * this.#rate)
      const isRepeated = this.#pending.some(packet => packet.repeated && packet.pts === last)
      const lastsTicks = isRepeated ? 1 : Math.min(this.#lastDuration, most)
      fragments.push(this.#build(this.#pending.length, last + lastsTicks))
    }
    return fragments
  }

  #admit(packet: PicturePacket): boolean {
    if (this.#end === null && this.#pending.length === 0 && !packet.keyframe) return false
    if (packet.pts < this.#newestPts) this.#reorders = true
    else this.#newestPts = packet.pts
    this.#pending.push(packet)
    this.#pendingBytes += packet.byteLength
    return true
  }

  #times(): number[] {
    return this.#pending.map(packet => packet.pts)
  }

  #start(): number {
    return this.#end ?? Math.min(...this.#times())
  }

  #cutAll(): Fragment[] {
    const fragments: Fragment[] = []
    for (;;) {
      const span = this.#pending.length < 2 ? 0 : this.#newestPts - this.#start()
      // Spares the search on most packets: nothing to cut before the shortest fragment is complete.
      if (span < shortestSeconds * this.#rate && !this.#pending.at(-1)?.keyframe) return fragments
      const count = this.#bounded(this.#cutIndex(span))
      if (count === 0) return fragments
      const end = Math.min(...this.#times().slice(count))
      if (this.#audioLags(end)) return fragments
      fragments.push(this.#build(count, end))
    }
  }

  #audioLags(end: number): boolean {
    if (!this.#audio || !this.#setup.audio) return false
    return this.#newestPts - end < audioWaitSeconds * this.#rate && this.#audio.lags(end / this.#rate)
  }

  /** How many pending pictures make the next fragment; 0 for none yet. */
  #cutIndex(span: number): number {
    if (this.#pending.length < 2) return 0
    const times = this.#times()
    const mustCut = span >= longestSeconds * this.#rate || this.#pending.length > mostPictures
    const key = this.#pending.findIndex((packet, i) => i > 0 && packet.keyframe && this.#deservesCut(packet))
    if (key > 0 && (mustCut || isClosed(times, key, this.#reorders))) return key
    if (key > 0 || span < fragmentSeconds * this.#rate) return 0
    for (let count = this.#pending.length - 1; count > 0; count--) {
      if (isClosed(times, count, this.#reorders)) return count
    }
    return mustCut ? this.#pending.length - 1 : 0
  }

  /** So many of the pending pictures, or fewer, as do not last too long together. */
  #bounded(count: number): number {
    const times = this.#times()
    const start = times.length === 0 ? 0 : this.#start()
    let most = count
    while (most > 1 && (times[most] ?? times[most - 1]!) - start > longestFragmentSeconds * this.#rate) most--
    return most
  }

  #deservesCut(keyframe: PicturePacket): boolean {
    return this.#isDue(keyframe.pts) || keyframe.pts - this.#start() >= shortestSeconds * this.#rate
  }

  #isDue(ticks: number): boolean {
    if (this.#nextSetup) return true
    return ticks - this.#segmentStart >= (this.#setup.segmentSeconds - dueToleranceSeconds) * this.#rate
  }

  #build(count: number, endTicks: number): Fragment {
    const startTicks = this.#start()
    const packets = this.#pending.splice(0, count)
    const keyframe = packets[0]!.keyframe
    const startsSegment = this.#end === null || (keyframe && this.#isDue(startTicks))
    if (startsSegment) this.#beginSegment(startTicks)
    const times = decodeTimes(
      packets.map(packet => packet.pts),
      startTicks,
    )
    const end = Math.max(endTicks, times.at(-1)! + 1)
    this.#end = end
    const video = packets.map((packet, i) => ({
      duration: (times[i + 1] ?? end) - times[i]!,
      compositionOffset: packet.pts - times[i]!,
      byteLength: packet.byteLength,
      keyframe: packet.keyframe,
      ...(packet.recoveryFrames === undefined ? {} : { recoveryFrames: packet.recoveryFrames }),
    }))
    this.#lastDuration = video.at(-1)!.duration
    const sound = this.#takeAudio(end)
    const all = sound ? [...packets, ...sound.packets] : packets
    const videoBytes = packets.reduce((sum, packet) => sum + packet.byteLength, 0)
    this.#pendingBytes -= videoBytes
    return {
      startsSegment,
      keyframe,
      damagedPictures: packets.filter(packet => packet.damaged).length,
      startTicks,
      endTicks: end,
      video,
      audio: sound && sound.packets.length > 0 ? { startTicks: sound.packets[0]!.pts, samples: sound.samples } : null,
      chunks: all.flatMap(packet => packet.chunks),
      byteLength: all.reduce((sum, packet) => sum + packet.byteLength, 0),
      leases: all.flatMap(packet => packet.lease ?? []),
      setup: this.#setup,
    }
  }

  #beginSegment(startTicks: number): void {
    this.#segmentStart = startTicks
    if (this.#nextSetup) this.#setup = this.#nextSetup
    this.#nextSetup = null
  }

  #takeAudio(endTicks: number) {
    const cut = this.#audio?.take(this.#segmentStart / this.#rate, endTicks / this.#rate)
    return cut && this.#setup.audio ? cut : null
  }
}
