import { maxPayload, type RtpTrack } from './rtp-packet.ts'

const fu = 49

/** RFC 7798: single NAL unit packets and FUs, no DONL. The marker closes the access unit. */
export function packetiseH265(track: RtpTrack, nals: readonly Buffer[], timestamp: number): Buffer[] {
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
  const [first = 0, second = 0] = nal
  const type = (first >> 1) & 0x3f
  const piece = maxPayload - 3
  for (let at = 2; at < nal.length; at += piece) {
    const end = Math.min(at + piece, nal.length)
    const start = at === 2 ? 0x80 : 0
    const stop = end === nal.length ? 0x40 : 0
    const header = Buffer.from([(first & 0x81) | (fu << 1), second, start | stop | type])
    packets.push(track.packet([header, nal.subarray(at, end)], timestamp, last && stop !== 0))
  }
  return packets
}
