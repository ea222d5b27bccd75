import { maxPayload, type RtpTrack } from './rtp-packet.ts'

const fuA = 28

/** RFC 6184, packetization-mode=1: single NAL unit packets and FU-A. The marker closes the access unit. */
export function packetiseH264(track: RtpTrack, nals: readonly Buffer[], timestamp: number): Buffer[] {
  const packets: Buffer[] = []
  for (const [index, nal] of nals.entries()) {
    const last = index === nals.length - 1
    if (nal.length <= maxPayload) packets.push(track.packet([nal], timestamp, last))
    else packets.push(...fragments(track, nal, timestamp, last))
  }
  return packets
}

function fragments(track: RtpTrack, nal: Buffer, timestamp: number, last: boolean): Buffer[] {
  const packets: Buffer[] = []
  const header = nal[0] ?? 0
  const piece = maxPayload - 2
  for (let at = 1; at < nal.length; at += piece) {
    const end = Math.min(at + piece, nal.length)
    const start = at === 1 ? 0x80 : 0
    const stop = end === nal.length ? 0x40 : 0
    const indicator = Buffer.from([(header & 0xe0) | fuA, start | stop | (header & 0x1f)])
    packets.push(track.packet([indicator, nal.subarray(at, end)], timestamp, last && stop !== 0))
  }
  return packets
}
