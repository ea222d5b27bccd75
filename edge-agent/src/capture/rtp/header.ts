/** One RTP packet's fixed header (RFC 3550 5.1), filled in place so that parsing allocates nothing per packet. */
export interface RtpHeader {
  marker: boolean
  payloadType: number
  sequence: number
  timestamp: number
  ssrc: number
  /** The payload's bounds within the packet, without CSRC list, extension and padding. */
  payloadStart: number
  payloadEnd: number
}

export function newRtpHeader(): RtpHeader {
  return { marker: false, payloadType: 0, sequence: 0, timestamp: 0, ssrc: 0, payloadStart: 0, payloadEnd: 0 }
}

/** Returns false, leaving `header` undefined, for what is no RTP version 2 packet. An empty payload is valid. */
export function parseRtpHeader(packet: Uint8Array, header: RtpHeader): boolean {
  const length = packet.length
  if (length < 12) return false
  const first = packet[0]!
  if (first >> 6 !== 2) return false
  let start = 12 + (first & 0x0f) * 4
  if (first & 0x10) {
    if (start + 4 > length) return false
    start += 4 + ((packet[start + 2]! << 8) | packet[start + 3]!) * 4
  }
  let end = length
  if (first & 0x20) {
    const padding = packet[length - 1]!
    // Padding of zero is a sender's bug: the bit is set for nothing.
    end -= padding
  }
  if (start > end) return false
  header.marker = (packet[1]! & 0x80) !== 0
  header.payloadType = packet[1]! & 0x7f
  header.sequence = (packet[2]! << 8) | packet[3]!
  header.timestamp = ((packet[4]! << 24) | (packet[5]! << 16) | (packet[6]! << 8) | packet[7]!) >>> 0
  header.ssrc = ((packet[8]! << 24) | (packet[9]! << 16) | (packet[10]! << 8) | packet[11]!) >>> 0
  header.payloadStart = start
  header.payloadEnd = end
  return true
}
