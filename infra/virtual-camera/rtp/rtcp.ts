import type { RtpTrack } from './rtp-packet.ts'

/** Seconds from 1900 (NTP) to 1970. */
const ntpOffset = 2_208_988_800

/** A compound of sender report and CNAME (RFC 3550, 6.4.1, 6.5): `timestamp` is the RTP time of `utcMs`. */
export function senderReport(track: RtpTrack, timestamp: number, utcMs: number): Buffer {
  const report = Buffer.alloc(28)
  report[0] = 0x80
  report[1] = 200
  report.writeUInt16BE(6, 2)
  report.writeUInt32BE(track.ssrc >>> 0, 4)
  const seconds = Math.floor(utcMs / 1000)
  report.writeUInt32BE((seconds + ntpOffset) >>> 0, 8)
  report.writeUInt32BE(Math.floor(((utcMs / 1000 - seconds) * 2 ** 32) % 2 ** 32), 12)
  report.writeUInt32BE(timestamp >>> 0, 16)
  report.writeUInt32BE(track.packetCount >>> 0, 20)
  report.writeUInt32BE(track.octetCount >>> 0, 24)
  return Buffer.concat([report, description(track.ssrc, 'nightjar')])
}

function description(ssrc: number, name: string): Buffer {
  // One chunk, padded with at least one zero to a multiple of four.
  const length = Math.ceil((8 + 2 + name.length + 1) / 4) * 4
  const packet = Buffer.alloc(length)
  packet[0] = 0x81
  packet[1] = 202
  packet.writeUInt16BE(length / 4 - 1, 2)
  packet.writeUInt32BE(ssrc >>> 0, 4)
  packet[8] = 1
  packet[9] = name.length
  packet.write(name, 10, 'latin1')
  return packet
}
