import type { SequenceTracker } from './sequence.ts'

/** One point at which the camera says what its wall clock showed (RFC 3550 6.4.1). */
export interface SenderReport {
  readonly ssrc: number
  /** The camera's wall clock, ms since the Unix epoch; only as right as the camera. */
  readonly ntpMs: number
  readonly rtpTimestamp: number
  /** Middle 32 bits of the NTP time, echoed in receiver reports. */
  readonly compactNtp: number
}

const senderReportType = 200
const byeType = 203
/** Seconds from 1900 to 1970. */
const ntpEpochOffset = 2_208_988_800

/** The last sender report of a compound packet; null when there is none. Tolerates packets cut short. */
export function parseSenderReport(packet: Uint8Array): SenderReport | null {
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength)
  let found: SenderReport | null = null
  let at = 0
  while (at + 8 <= packet.length && packet[at]! >> 6 === 2) {
    const length = (view.getUint16(at + 2) + 1) * 4
    const type = packet[at + 1]!
    if (type < senderReportType || type > byeType + 4) break
    if (type === senderReportType && at + 20 <= packet.length) {
      const seconds = view.getUint32(at + 8)
      const fraction = view.getUint32(at + 12)
      // All zero is how a camera says that it has no clock.
      if (seconds !== 0) {
        found = {
          ssrc: view.getUint32(at + 4),
          ntpMs: (seconds - ntpEpochOffset) * 1000 + (fraction / 2 ** 32) * 1000,
          rtpTimestamp: view.getUint32(at + 16),
          compactNtp: ((seconds & 0xffff) * 0x10000 + (fraction >>> 16)) >>> 0,
        }
      }
    }
    at += length
  }
  return found
}

export interface ReportState {
  readonly ownSsrc: number
  readonly senderSsrc: number
  readonly sequence: SequenceTracker
  /** RTP timestamp units (RFC 3550 A.8). */
  readonly jitter: number
  readonly lastReport: SenderReport | null
  readonly msSinceLastReport: number
}

/** A receiver report with a source description (RFC 3550 6.4.2, 6.5); some servers end streams that nobody reports on. */
export function formatReceiverReport(state: ReportState): Uint8Array {
  const packet = new Uint8Array(32 + 16)
  const view = new DataView(packet.buffer)
  const { extendedHighest, lostTotal, fractionLost } = state.sequence.report()
  view.setUint32(0, 0x81c90007)
  view.setUint32(4, state.ownSsrc)
  view.setUint32(8, state.senderSsrc)
  view.setUint32(12, ((fractionLost << 24) | lostTotal) >>> 0)
  view.setUint32(16, extendedHighest)
  view.setUint32(20, Math.min(0xffffffff, Math.round(state.jitter)))
  view.setUint32(24, state.lastReport?.compactNtp ?? 0)
  view.setUint32(28, state.lastReport ? Math.min(0xffffffff, Math.round(state.msSinceLastReport * 65.536)) : 0)
  view.setUint32(32, 0x81ca0003)
  view.setUint32(36, state.ownSsrc)
  packet.set([1, 4, 0x6e, 0x6a, 0x61, 0x72, 0, 0], 40)
  return packet
}
