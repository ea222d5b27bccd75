/** Largest RTP payload in bytes: an Ethernet frame with IPv6, UDP and RTP headers, and room for a tunnel. */
export const maxPayload = 1400

const headerBytes = 12

/** Numbers the packets of one track (RFC 3550, 5.1). One sequence for all its receivers. */
export interface RtpTrack {
  readonly ssrc: number
  readonly payloadType: number
  /** Of the next packet. */
  readonly sequence: number
  readonly packetCount: number
  readonly octetCount: number
  packet(payload: readonly Buffer[], timestamp: number, marker: boolean): Buffer
}

export function createRtpTrack(payloadType: number, ssrc: number, firstSequence: number): RtpTrack {
  let sequence = firstSequence & 0xffff
  let packetCount = 0
  let octetCount = 0
  return {
    ssrc,
    payloadType,
    get sequence() {
      return sequence
    },
    get packetCount() {
      return packetCount
    },
    get octetCount() {
      return octetCount
    },
    packet(payload, timestamp, marker) {
      const header = Buffer.alloc(headerBytes)
      header[0] = 0x80
      header[1] = payloadType | (marker ? 0x80 : 0)
      header.writeUInt16BE(sequence, 2)
      header.writeUInt32BE(timestamp >>> 0, 4)
      header.writeUInt32BE(ssrc >>> 0, 8)
      sequence = (sequence + 1) & 0xffff
      const whole = Buffer.concat([header, ...payload])
      packetCount++
      octetCount += whole.length - headerBytes
      return whole
    },
  }
}
