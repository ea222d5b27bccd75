import type { StreamHead } from '@nightjar/shared/live/stream-head.ts'
import { JitterBuffer } from './jitter-buffer.ts'
import { videoConfig } from './ladder.ts'
import type { PlayerClock } from './player-clock.ts'
import type { SinkEvents, VideoSink } from './video-sink.ts'
import type { MediaPacket } from './wire-message.ts'

/** Decoder errors without a picture between them after which the rung is given up. */
const errorsAllowed = 3
/** A decoder this far behind starts again at the next keyframe instead of showing the past. */
const packetsBehind = 150

/** VideoDecoder to canvas. */
export class WebCodecsSink implements VideoSink {
  readonly #events: SinkEvents
  readonly #clock: PlayerClock
  readonly #canvas = document.createElement('canvas')
  readonly #paint: CanvasRenderingContext2D | null
  readonly #frames = new JitterBuffer<VideoFrame>()
  readonly #endFrames: () => void
  #video: StreamHead['video'] | null = null
  #decoder: VideoDecoder | null = null
  #needsKeyframe = true
  #errors = 0
  #closed = false

  constructor(container: HTMLElement, clock: PlayerClock, events: SinkEvents) {
    this.#clock = clock
    this.#events = events
    this.#canvas.className = 'size-full object-contain'
    this.#paint = this.#canvas.getContext('2d', { alpha: false, desynchronized: true })
    container.append(this.#canvas)
    this.#endFrames = clock.everyFrame(() => this.#show())
  }

  configure(video: StreamHead['video']): void {
    this.#video = video
    this.#frames.frameRate = video.frameRate
    this.#dropDecoder()
  }

  decode(packet: MediaPacket): void {
    if (this.#needsKeyframe && !packet.keyframe) return
    if (packet.keyframe && this.#decoder !== null && this.#decoder.decodeQueueSize > packetsBehind) this.#dropDecoder()
    const decoder = this.#decoder ?? this.#openDecoder()
    if (decoder === null) return
    this.#needsKeyframe = false
    try {
      decoder.decode(
        new EncodedVideoChunk({
          type: packet.keyframe ? 'key' : 'delta',
          timestamp: Math.round(packet.timestamp * 1e6),
          data: packet.data,
        }),
      )
    } catch {
      this.#failed(decoder)
    }
  }

  close(): void {
    this.#closed = true
    this.#endFrames()
    this.#dropDecoder()
    this.#canvas.remove()
  }

  #openDecoder(): VideoDecoder | null {
    if (this.#video === null || this.#closed) return null
    const decoder: VideoDecoder = new VideoDecoder({
      output: frame => {
        if (this.#decoder === decoder) this.#frames.push(frame, this.#clock.wallMs())
        else frame.close()
      },
      error: () => this.#failed(decoder),
    })
    try {
      decoder.configure(videoConfig(this.#video))
    } catch {
      this.#events.onFailed()
      return null
    }
    this.#decoder = decoder
    return decoder
  }

  #failed(decoder: VideoDecoder): void {
    if (this.#decoder !== decoder || this.#closed) return
    this.#dropDecoder()
    this.#errors += 1
    if (this.#errors > errorsAllowed) this.#events.onFailed()
  }

  #dropDecoder(): void {
    const decoder = this.#decoder
    this.#decoder = null
    this.#needsKeyframe = true
    this.#frames.clear()
    if (decoder !== null && decoder.state !== 'closed') decoder.close()
  }

  #show(): void {
    const frame = this.#frames.take(this.#clock.wallMs())
    if (frame === null) return
    const { displayWidth: width, displayHeight: height, timestamp } = frame
    if (this.#canvas.width !== width) this.#canvas.width = width
    if (this.#canvas.height !== height) this.#canvas.height = height
    this.#paint?.drawImage(frame, 0, 0, width, height)
    frame.close()
    this.#errors = 0
    this.#events.onPicture(timestamp / 1e6)
  }
}
