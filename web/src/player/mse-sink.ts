import type { StreamHead } from '@nightjar/shared/live/stream-head.ts'
import { liveFragment, liveInit, liveTimescale } from './fragment-muxer.ts'
import { joinBytes } from './join-bytes.ts'
import { mediaSourceClass } from './ladder.ts'
import type { SinkEvents, VideoSink } from './video-sink.ts'
import type { MediaPacket } from './wire-message.ts'

/** Further behind the newest picture than this, playback jumps forward; a little behind, it runs 5 % faster. Seconds. */
const jumpBehind = 1.5
const hurryBehind = 0.5
/** Seconds kept behind the picture on the screen. */
const keepBehind = 10

/** Fragments made here, played by a video element: for pages without WebCodecs. No sound on this rung. */
export class MseSink implements VideoSink {
  readonly #events: SinkEvents
  readonly #video = document.createElement('video')
  #head: StreamHead['video'] | null = null
  #source: MediaSource | null = null
  #buffer: SourceBuffer | null = null
  #address = ''
  #queue: Uint8Array<ArrayBuffer>[] = []
  #held: MediaPacket | null = null
  #base = 0
  #sequence = 0
  #closed = false

  constructor(container: HTMLElement, events: SinkEvents) {
    this.#events = events
    this.#video.className = 'size-full object-contain'
    this.#video.muted = true
    this.#video.playsInline = true
    this.#video.disableRemotePlayback = true
    this.#video.addEventListener('error', () => this.#fail())
    this.#reportPictures()
    container.append(this.#video)
  }

  configure(video: StreamHead['video']): void {
    this.#dropSource()
    const Source = mediaSourceClass()
    if (Source === null) {
      this.#fail()
      return
    }
    this.#head = video
    const source = new Source()
    this.#source = source
    source.addEventListener('sourceopen', () => this.#open(source), { once: true })
    this.#address = URL.createObjectURL(source)
    this.#video.src = this.#address
  }

  decode(packet: MediaPacket): void {
    const before = this.#held
    if (before === null) {
      if (!packet.keyframe) return
      this.#base = packet.timestamp
    } else {
      const duration = Math.min(Math.max(packet.timestamp - before.timestamp, 0.001), 5)
      this.#sequence += 1
      this.#queue.push(
        liveFragment({
          sequence: this.#sequence,
          decodeTime: Math.max(0, Math.round((before.timestamp - this.#base) * liveTimescale)),
          duration: Math.round(duration * liveTimescale),
          keyframe: before.keyframe,
          data: before.data,
        }),
      )
    }
    this.#held = packet
    this.#pump()
  }

  close(): void {
    this.#closed = true
    this.#dropSource()
    this.#video.remove()
  }

  /** Every picture where the browser tells; a few times a second where it does not. */
  #reportPictures(): void {
    const report = () => this.#events.onPicture(this.#base + this.#video.currentTime)
    const { requestVideoFrameCallback } = this.#video as Partial<HTMLVideoElement>
    if (requestVideoFrameCallback === undefined) {
      this.#video.addEventListener('timeupdate', report)
      return
    }
    const next = () => {
      if (this.#closed) return
      report()
      this.#video.requestVideoFrameCallback(next)
    }
    this.#video.requestVideoFrameCallback(next)
  }

  #open(source: MediaSource): void {
    if (this.#source !== source || this.#head === null) return
    try {
      const buffer = source.addSourceBuffer(`video/mp4; codecs="${this.#head.codecString}"`)
      buffer.addEventListener('updateend', () => {
        this.#follow()
        this.#pump()
      })
      this.#buffer = buffer
      this.#queue.unshift(liveInit(this.#head))
      this.#pump()
    } catch {
      this.#fail()
    }
  }

  #pump(): void {
    const buffer = this.#buffer
    if (buffer === null || buffer.updating || this.#source?.readyState !== 'open') return
    const start = buffer.buffered.length > 0 ? buffer.buffered.start(0) : 0
    try {
      if (this.#video.currentTime - start > keepBehind * 2) buffer.remove(0, this.#video.currentTime - keepBehind)
      else if (this.#queue.length > 0) buffer.appendBuffer(joinBytes(this.#queue.splice(0)))
    } catch {
      this.#fail()
    }
  }

  /** Stays close to the newest picture. */
  #follow(): void {
    const buffered = this.#buffer?.buffered
    if (buffered === undefined || buffered.length === 0) return
    const end = buffered.end(buffered.length - 1)
    const behind = end - this.#video.currentTime
    if (behind > jumpBehind) this.#video.currentTime = Math.max(buffered.start(buffered.length - 1), end - 0.2)
    this.#video.playbackRate = behind > hurryBehind ? 1.05 : 1
    if (this.#video.paused) void this.#video.play().catch(() => undefined)
  }

  #dropSource(): void {
    this.#buffer = null
    this.#source = null
    this.#queue = []
    this.#held = null
    if (this.#address === '') return
    this.#video.removeAttribute('src')
    this.#video.load()
    URL.revokeObjectURL(this.#address)
    this.#address = ''
  }

  #fail(): void {
    if (!this.#closed && this.#video.getAttribute('src') !== null) this.#events.onFailed()
  }
}
