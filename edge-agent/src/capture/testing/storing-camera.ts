import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { RtspServerRequest } from '../rtsp/message.ts'
import { type MemoryPeer, memoryNetwork } from './memory-network.ts'
import { rtp, slice } from './rtp-maker.ts'
import { usualSdp } from './scripted-camera.ts'

const tickMs = 5

export interface StoringCameraOptions {
  readonly frameMs: number
  /** Pictures from one keyframe to the next. */
  readonly group: number
  /** A connection begins with the last keyframe that is at least this old. */
  readonly storedMs?: number
  /** Whether the end of a picture is marked; left out, it is. */
  readonly marker?: boolean
  /** What the way to us takes in each millisecond, pictures; any number where it is left out. */
  readonly picturesEachMs?: (sincePlayMs: number) => number
}

/**
 * A camera on a network in memory that takes one picture after the other from monotonic 0 on, whoever watches, and
 * begins each connection with the pictures that it has at hand. Every picture is unlike all others.
 */
export class StoringCamera {
  readonly #clock: Clock
  readonly #options: StoringCameraOptions
  #peer: MemoryPeer | null = null
  #connections = 0
  #sequence = 0
  #sent = 0
  #allowance = 0
  #playedAtMs = 0

  constructor(clock: Clock, options: StoringCameraOptions) {
    this.#clock = clock
    this.#options = options
    clock.every(options.picturesEachMs ? tickMs : options.frameMs, () => this.#send())
  }

  readonly network = memoryNetwork((request, peer) => this.#serve(request, peer))

  /** Number of the newest picture there is. */
  get newest(): number {
    return Math.floor(this.#clock.monotonicMs() / this.#options.frameMs)
  }

  isKeyframe(number: number): boolean {
    return number % this.#options.group === 0
  }

  takenMs(number: number): number {
    return number * this.#options.frameMs
  }

  /** The one NAL unit of a picture. */
  nal(number: number): Uint8Array {
    const nal = slice(this.isKeyframe(number) ? 5 : 1, this.isKeyframe(number) ? 400 : 90)
    for (let i = 0; i < 4; i++) nal[20 + i] = 0x80 | ((number >> (7 * i)) & 0x7f)
    return nal
  }

  /** The number of the picture that this sample is. */
  static numberOf(sample: Uint8Array): number {
    return [0, 1, 2, 3].reduce((number, i) => number | ((sample[24 + i]! & 0x7f) << (7 * i)), 0)
  }

  hangUp(): void {
    this.#peer?.hangUp()
    this.#peer = null
  }

  #serve({ method, headers }: RtspServerRequest, peer: MemoryPeer): void {
    const head = `RTSP/1.0 200 OK\r\nCSeq: ${headers.get('cseq')}\r\nSession: 7;timeout=60\r\n`
    if (method === 'DESCRIBE') peer.send(Buffer.from(`${head}Content-Length: ${usualSdp.length}\r\n\r\n${usualSdp}`))
    else if (method === 'SETUP') peer.send(Buffer.from(`${head}Transport: RTP/AVP/TCP;interleaved=0-1\r\n\r\n`))
    else peer.send(Buffer.from(`${head}\r\n`))
    if (method === 'PLAY') this.#play(peer)
  }

  #play(peer: MemoryPeer): void {
    const { frameMs, group, storedMs = 0 } = this.#options
    const from = Math.floor((this.#clock.monotonicMs() - storedMs) / frameMs)
    this.#sent = Math.max(0, from - (((from % group) + group) % group))
    this.#peer = peer
    this.#connections++
    this.#playedAtMs = this.#clock.monotonicMs()
    this.#allowance = 0
    this.#send()
  }

  #send(): void {
    const { frameMs, picturesEachMs, marker = true } = this.#options
    const { newest } = this
    const sincePlayMs = this.#clock.monotonicMs() - this.#playedAtMs
    this.#allowance += picturesEachMs ? picturesEachMs(sincePlayMs) * tickMs : Number.POSITIVE_INFINITY
    for (; this.#peer !== null && this.#sent <= newest && this.#allowance >= 1; this.#sent++, this.#allowance--) {
      // Each connection has timestamps of its own.
      const timestamp = this.#connections * 1_234_567_891 + this.#sent * frameMs * 90
      const packet = rtp({ sequence: this.#sequence++, timestamp, payload: this.nal(this.#sent), marker })
      this.#peer.send(Buffer.concat([Buffer.from([0x24, 0, packet.length >> 8, packet.length & 255]), packet]))
    }
    if (this.#sent > newest) this.#allowance = 0
  }
}
