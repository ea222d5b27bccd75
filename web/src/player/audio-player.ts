import type { StreamHead } from '@nightjar/shared/live/stream-head.ts'
import { AudioSchedule } from './audio-schedule.ts'
import { base64Bytes } from './base64.ts'
import { decodeG711 } from './g711.ts'
import type { MediaPacket } from './wire-message.ts'

type AudioHead = NonNullable<StreamHead['audio']>

/** Sound of one live stream. Exists only while somebody listens: a browser wants a click before it plays any. */
export class AudioPlayer {
  readonly #context = new AudioContext({ latencyHint: 'interactive' })
  readonly #schedule = new AudioSchedule()
  readonly #queued = new Set<AudioBufferSourceNode>()
  readonly #pictureTimestamp: () => number | null
  #decoder: AudioDecoder | null = null
  #head: AudioHead | null = null

  constructor(pictureTimestamp: () => number | null) {
    this.#pictureTimestamp = pictureTimestamp
    void this.#context.resume()
  }

  configure(head: AudioHead | null): void {
    this.#dropDecoder()
    this.#head = head
    this.#schedule.clear()
    if (head === null || head.codec === 'pcmu' || head.codec === 'pcma' || !('AudioDecoder' in globalThis)) return
    const decoder: AudioDecoder = new AudioDecoder({
      output: data => {
        this.#play(samplesOf(data), data.sampleRate, data.timestamp / 1e6)
        data.close()
      },
      error: () => this.#dropDecoder(),
    })
    try {
      decoder.configure({
        codec: head.codecString,
        sampleRate: head.sampleRate,
        numberOfChannels: head.channels,
        ...(head.decoderConfig === '' ? {} : { description: base64Bytes(head.decoderConfig) }),
      })
      this.#decoder = decoder
    } catch {
      // Silence is the honest answer to a sound format that this browser lacks.
    }
  }

  decode(packet: MediaPacket): void {
    const head = this.#head
    if (head === null || this.#context.state !== 'running') return
    if (head.codec === 'pcmu' || head.codec === 'pcma') {
      this.#play([decodeG711(head.codec, packet.data)], head.sampleRate, packet.timestamp)
      return
    }
    if (this.#decoder?.state !== 'configured') return
    const timestamp = Math.round(packet.timestamp * 1e6)
    this.#decoder.decode(new EncodedAudioChunk({ type: 'key', timestamp, data: packet.data }))
  }

  close(): void {
    this.#dropDecoder()
    void this.#context.close()
  }

  #play(channels: readonly Float32Array<ArrayBuffer>[], sampleRate: number, timestamp: number): void {
    const length = channels[0]?.length ?? 0
    if (length === 0) return
    const place = this.#schedule.place(timestamp, this.#context.currentTime, this.#pictureTimestamp())
    if (place.reset) this.#silence()
    const buffer = this.#context.createBuffer(channels.length, length, sampleRate)
    channels.forEach((samples, channel) => {
      buffer.copyToChannel(samples, channel)
    })
    const node = this.#context.createBufferSource()
    node.buffer = buffer
    node.connect(this.#context.destination)
    node.onended = () => this.#queued.delete(node)
    this.#queued.add(node)
    node.start(place.at)
  }

  #silence(): void {
    for (const node of this.#queued) node.stop()
    this.#queued.clear()
  }

  #dropDecoder(): void {
    this.#silence()
    if (this.#decoder !== null && this.#decoder.state !== 'closed') this.#decoder.close()
    this.#decoder = null
  }
}

function samplesOf(data: AudioData): Float32Array<ArrayBuffer>[] {
  return Array.from({ length: data.numberOfChannels }, (_, planeIndex) => {
    const samples = new Float32Array(data.numberOfFrames)
    data.copyTo(samples, { planeIndex, format: 'f32-planar' })
    return samples
  })
}
