import type { Depacketizer } from './depacketizer.ts'
import { newRtpHeader, parseRtpHeader } from './header.ts'
import { defaultReorderLimits, ReorderBuffer } from './reorder.ts'
import { formatReceiverReport, parseSenderReport, type SenderReport } from './rtcp.ts'
import { SequenceTracker } from './sequence.ts'
import { TimestampUnwrapper } from './timestamp.ts'

export interface ReceiverOptions {
  readonly depacketizer: Depacketizer
  /** The payload type that the session description announced. */
  readonly payloadType: number
  /** Ticks per second of the RTP timestamps. */
  readonly clockRate: number
  /** UDP: packets may overtake each other. */
  readonly isOrdered: boolean
  readonly ownSsrc: number
}

/** A sender report together with the unwrapped timestamp it speaks of. */
export interface ClockPoint {
  readonly ntpMs: number
  readonly timestamp: number
}

/** A camera whose packets carry another payload type than announced is believed after this many of them. */
const payloadTypeAdoption = 20
const ssrcAdoption = 3

/** One RTP stream in: checks, orders and counts packets and feeds the depacketiser. */
export class RtpReceiver {
  readonly #options: ReceiverOptions
  readonly #header = newRtpHeader()
  readonly #reorder: ReorderBuffer | null
  readonly sequence = new SequenceTracker()
  readonly #timestamps = new TimestampUnwrapper()
  #payloadType: number
  #foreignPayloads = 0
  #ssrc: number | null = null
  #foreignSsrcs = 0
  #jitter = 0
  #lastTransit: number | null = null
  #report: SenderReport | null = null
  #reportAtMs = 0
  /** Unwrapped timestamp of the newest packet: media time, for whoever watches that it moves. */
  lastTimestamp: number | null = null
  /** Packets that were no RTP, or not of this stream. */
  ignored = 0

  constructor(options: ReceiverOptions) {
    this.#options = options
    this.#payloadType = options.payloadType
    this.#reorder = options.isOrdered
      ? null
      : new ReorderBuffer(defaultReorderLimits, (packet, arrivedAtMs) => this.#inOrder(packet, arrivedAtMs))
  }

  get payloadType(): number {
    return this.#payloadType
  }

  get depacketizer(): Depacketizer {
    return this.#options.depacketizer
  }

  /** One RTP packet. Without reordering the view is only used during the call; with it, it is kept. */
  packet(packet: Uint8Array, arrivedAtMs: number): void {
    if (this.#reorder === null) {
      this.#inOrder(packet, arrivedAtMs)
      return
    }
    if (!parseRtpHeader(packet, this.#header)) {
      this.ignored++
      return
    }
    this.#reorder.push(packet, this.#header.sequence, arrivedAtMs)
  }

  /** Call now and then: releases what waits for a packet that never came. */
  tick(nowMs: number): void {
    this.#reorder?.expire(nowMs)
  }

  rtcp(packet: Uint8Array, arrivedAtMs: number): void {
    const report = parseSenderReport(packet)
    if (report === null || (this.#ssrc !== null && report.ssrc !== this.#ssrc)) return
    this.#report = report
    this.#reportAtMs = arrivedAtMs
  }

  /** Null until the camera has reported and a packet has come. */
  clockPoint(): ClockPoint | null {
    if (this.#report === null) return null
    const timestamp = this.#timestamps.peek(this.#report.rtpTimestamp)
    return timestamp === null ? null : { ntpMs: this.#report.ntpMs, timestamp }
  }

  /** Null while nothing was received. */
  receiverReport(nowMs: number): Uint8Array | null {
    if (this.#ssrc === null) return null
    return formatReceiverReport({
      ownSsrc: this.#options.ownSsrc,
      senderSsrc: this.#ssrc,
      sequence: this.sequence,
      jitter: this.#jitter,
      lastReport: this.#report,
      msSinceLastReport: nowMs - this.#reportAtMs,
    })
  }

  #inOrder(packet: Uint8Array, arrivedAtMs: number): void {
    const header = this.#header
    if (!parseRtpHeader(packet, header) || !this.#isOurs(header.payloadType, header.ssrc)) {
      this.ignored++
      return
    }
    const verdict = this.sequence.accept(header.sequence)
    if (verdict === 'old') return
    if (verdict !== 'next') this.#options.depacketizer.lost()
    const timestamp = this.#timestamps.unwrap(header.timestamp)
    this.lastTimestamp = timestamp
    this.#measureJitter(timestamp, arrivedAtMs)
    const payload = packet.subarray(header.payloadStart, header.payloadEnd)
    this.#options.depacketizer.push(payload, timestamp, header.marker, arrivedAtMs)
  }

  #isOurs(payloadType: number, ssrc: number): boolean {
    if (payloadType !== this.#payloadType) {
      if (++this.#foreignPayloads < payloadTypeAdoption || this.#ssrc !== null) return false
      this.#payloadType = payloadType
    }
    if (ssrc === this.#ssrc) {
      this.#foreignSsrcs = 0
      return true
    }
    if (this.#ssrc !== null) {
      if (++this.#foreignSsrcs < ssrcAdoption) return false
      this.#options.depacketizer.lost()
      this.#report = null
    }
    this.#ssrc = ssrc
    this.#foreignSsrcs = 0
    return true
  }

  /** RFC 3550 A.8 */
  #measureJitter(timestamp: number, arrivedAtMs: number): void {
    const transit = (arrivedAtMs * this.#options.clockRate) / 1000 - timestamp
    if (this.#lastTransit !== null) this.#jitter += (Math.abs(transit - this.#lastTransit) - this.#jitter) / 16
    this.#lastTransit = transit
  }
}
