import type { Depacketizer } from './depacketizer.ts'
import { type Feedback, noFeedback } from './feedback.ts'
import { newRtpHeader, parseRtpHeader, type RtpHeader } from './header.ts'
import { Jitter } from './jitter.ts'
import { type HeldPacket, Probation } from './probation.ts'
import { ReorderBuffer } from './reorder.ts'
import { ReorderWindow } from './reorder-window.ts'
import { maxAskedAtOnce, RepairRequests } from './repair-requests.ts'
import { formatReceiverReport, parseSenderReport, type SenderReport } from './rtcp.ts'
import { SequenceTracker } from './sequence.ts'
import { TimestampUnwrapper } from './timestamp.ts'

export interface ReceiverOptions {
  readonly depacketizer: Depacketizer
  /** The payload type that the session description announced. */
  readonly payloadType: number
  /** Ticks per second of the RTP timestamps. */
  readonly clockRate: number
  /** False over UDP: packets may overtake each other. */
  readonly isOrdered: boolean
  readonly ownSsrc: number
  /** What the camera offers to hear; nothing where it is left out. */
  readonly feedback?: Feedback
}

/** A sender report together with the unwrapped timestamp it speaks of. */
export interface ClockPoint {
  readonly ntpMs: number
  readonly timestamp: number
}

/** A camera whose packets carry another payload type than announced is believed after this many of them. */
const payloadTypeAdoption = 20

/** One RTP stream in: checks, orders and counts packets and feeds the depacketiser. */
export class RtpReceiver {
  readonly #options: ReceiverOptions
  readonly #header = newRtpHeader()
  readonly #window = new ReorderWindow()
  readonly #reorder: ReorderBuffer | null
  readonly #probation = new Probation()
  readonly #repairs: RepairRequests | null
  readonly sequence = new SequenceTracker()
  readonly #timestamps = new TimestampUnwrapper()
  readonly #jitter: Jitter
  #payloadType: number
  #foreignPayloads = 0
  #ssrc: number | null = null
  /** A packet far from its turn, which counts if the next one follows it. */
  #suspect: HeldPacket | null = null
  #report: SenderReport | null = null
  #reportAtMs = 0
  /** Takes RTCP to the camera, once there is a way to it. */
  sendRtcp: ((packet: Uint8Array) => void) | null = null
  /** Unwrapped timestamp of the newest packet: media time, for whoever watches that it moves. */
  lastTimestamp: number | null = null
  /** Packets that were no RTP, or not of this stream. */
  ignored = 0

  constructor(options: ReceiverOptions) {
    this.#options = options
    this.#payloadType = options.payloadType
    this.#jitter = new Jitter(options.clockRate)
    this.#reorder = options.isOrdered
      ? null
      : new ReorderBuffer(this.#windowLimits(), (packet, arrivedAtMs) => this.#reparsed(packet, arrivedAtMs))
    const { nack, keyframe } = options.feedback ?? noFeedback
    const isUseful = keyframe !== null || (nack && !options.isOrdered)
    this.#repairs = isUseful ? new RepairRequests({ nack, keyframe }, options.ownSsrc) : null
  }

  get payloadType(): number {
    return this.#payloadType
  }

  get depacketizer(): Depacketizer {
    return this.#options.depacketizer
  }

  /** One RTP packet. Without reordering the view is only used during the call; with it, it is kept. */
  packet(packet: Uint8Array, arrivedAtMs: number): void {
    const header = this.#header
    if (!parseRtpHeader(packet, header) || !this.#isOurPayload(header.payloadType)) {
      this.ignored++
      return
    }
    if (header.ssrc === this.#ssrc || this.#ssrc === null) {
      this.#ssrc = header.ssrc
      this.#probation.own()
      this.#take(packet, header, arrivedAtMs)
    } else this.#foreign(packet, header, arrivedAtMs)
    if (this.#repairs !== null) this.#askForRepairs(arrivedAtMs)
  }

  /** A whole keyframe came: what was lost before it no longer matters. */
  recovered(): void {
    this.#repairs?.recovered()
  }

  /** The next keyframe is far off: asks for one where the camera offers to hear it. */
  wantsKeyframe(): void {
    this.#repairs?.lost()
  }

  /** Call now and then: releases what waits for a packet that never came. */
  tick(nowMs: number): void {
    this.#reorder?.expire(nowMs)
    if (this.#repairs !== null) this.#askForRepairs(nowMs)
  }

  /** No packet follows: gives up on what is missing. */
  end(nowMs: number): void {
    this.#reorder?.flush(nowMs)
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
      jitter: this.#jitter.ticks,
      lastReport: this.#report,
      msSinceLastReport: nowMs - this.#reportAtMs,
    })
  }

  #windowLimits() {
    const window = this.#window
    return {
      packets: window.packets,
      bytes: window.bytes,
      startMs: window.startMs,
      ms: (nowMs: number) => window.ms(nowMs),
      displaced: (ms: number, nowMs: number) => window.displaced(ms, nowMs),
    }
  }

  #isOurPayload(payloadType: number): boolean {
    if (payloadType === this.#payloadType) return true
    if (++this.#foreignPayloads < payloadTypeAdoption || this.#ssrc !== null) return false
    this.#payloadType = payloadType
    return true
  }

  #take(packet: Uint8Array, header: RtpHeader, arrivedAtMs: number): void {
    if (this.#reorder === null) this.#inOrder(packet, header, arrivedAtMs)
    else {
      this.#window.arrived(arrivedAtMs, this.#jitter.ms)
      this.#reorder.push(packet, header.sequence, arrivedAtMs)
    }
  }

  #foreign(packet: Uint8Array, { ssrc, sequence }: RtpHeader, arrivedAtMs: number): void {
    this.ignored++
    const proven = this.#probation.foreign(packet, ssrc, sequence, arrivedAtMs)
    if (proven === null) return
    this.ignored -= proven.length
    this.#reorder?.flush(arrivedAtMs)
    const first = proven[0]!.sequence
    // A sender that only changes its name goes on where it was; another one may have lost the end of the one before.
    if (this.sequence.expected !== first) {
      this.#lost()
      this.sequence.restart(first)
    }
    this.#ssrc = ssrc
    this.#report = null
    this.#jitter.restart()
    for (const held of proven) {
      if (parseRtpHeader(held.packet, this.#header)) this.#take(held.packet, this.#header, held.arrivedAtMs)
    }
  }

  #reparsed(packet: Uint8Array, arrivedAtMs: number): void {
    if (parseRtpHeader(packet, this.#header)) this.#inOrder(packet, this.#header, arrivedAtMs)
  }

  #inOrder(packet: Uint8Array, header: RtpHeader, arrivedAtMs: number): void {
    const { sequence } = header
    const verdict = this.sequence.accept(sequence)
    if (verdict === 'old') return
    if (verdict === 'suspect') {
      this.#suspect = { packet: new Uint8Array(packet), sequence, arrivedAtMs }
      return
    }
    if (verdict !== 'next') this.#lost()
    if (verdict === 'reset') this.#resume(packet, header)
    this.#suspect = null
    this.#deliver(packet, header, arrivedAtMs)
  }

  /** The sender did start anew, with the packet before this one. */
  #resume(packet: Uint8Array, header: RtpHeader): void {
    const before = this.#suspect
    if (before !== null && parseRtpHeader(before.packet, header))
      this.#deliver(before.packet, header, before.arrivedAtMs)
    parseRtpHeader(packet, header)
  }

  #deliver(packet: Uint8Array, header: RtpHeader, arrivedAtMs: number): void {
    const timestamp = this.#timestamps.unwrap(header.timestamp)
    this.lastTimestamp = timestamp
    this.#jitter.add(timestamp, arrivedAtMs)
    const payload = packet.subarray(header.payloadStart, header.payloadEnd)
    this.#options.depacketizer.push(payload, timestamp, header.marker, arrivedAtMs)
  }

  #lost(): void {
    this.#options.depacketizer.lost()
    this.#repairs?.lost()
  }

  #askForRepairs(nowMs: number): void {
    if (this.sendRtcp === null || this.#ssrc === null || this.#repairs === null) return
    const missing = this.#repairs.asksForPackets ? (this.#reorder?.missing(maxAskedAtOnce) ?? []) : []
    const messages = this.#repairs.due(missing, this.#ssrc, nowMs)
    if (messages.length === 0) return
    // A compound packet begins with a report (RFC 3550 6.1).
    const report = this.receiverReport(nowMs)
    if (report !== null) this.sendRtcp(Buffer.concat([report, ...messages]))
  }
}
