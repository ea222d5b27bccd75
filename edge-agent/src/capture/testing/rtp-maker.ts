/** One RTP packet, for tests. */
export function rtp(fields: {
  sequence: number
  timestamp: number
  payload: Uint8Array
  marker?: boolean
  payloadType?: number
  ssrc?: number
}): Uint8Array {
  const packet = new Uint8Array(12 + fields.payload.length)
  const view = new DataView(packet.buffer)
  packet[0] = 0x80
  packet[1] = (fields.marker ? 0x80 : 0) | (fields.payloadType ?? 96)
  view.setUint16(2, fields.sequence & 0xffff)
  view.setUint32(4, fields.timestamp >>> 0)
  view.setUint32(8, fields.ssrc ?? 0x1234)
  packet.set(fields.payload, 12)
  return packet
}

export const hex = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'))

/** x264's parameter sets for 640x360 at 15 pictures per second. */
export const h264Sps = new Uint8Array(Buffer.from('Z0LAFtkAoC/5cBEAAAMAAQAAAwAeDxYuSA==', 'base64'))
export const h264Pps = new Uint8Array(Buffer.from('aMuDyyA=', 'base64'))
/** For 1920x1080 at 25. */
export const h264OtherSps = new Uint8Array(Buffer.from('Z2QAKKyyAPAET8uAiAAAAwAIAAADAZB4wZJA', 'base64'))
export const h264OtherPps = new Uint8Array(Buffer.from('aOvDyyLA', 'base64'))

/** A NAL unit that starts a picture, of the wanted length, without start codes inside. */
export function slice(type: number, length: number, first = true): Uint8Array {
  const nal = new Uint8Array(length).fill(0x55)
  nal[0] = 0x60 | type
  nal[1] = first ? 0x88 : 0x48
  return nal
}

/** FU-A fragments (RFC 6184 5.8) of a NAL unit. */
export function fragments(nal: Uint8Array, size: number): Uint8Array[] {
  const pieces: Uint8Array[] = []
  for (let at = 1; at < nal.length; at += size) {
    const end = Math.min(nal.length, at + size)
    const flags = (at === 1 ? 0x80 : 0) | (end === nal.length ? 0x40 : 0)
    pieces.push(new Uint8Array([(nal[0]! & 0xe0) | 28, flags | (nal[0]! & 0x1f), ...nal.subarray(at, end)]))
  }
  return pieces
}

/** The NAL units of a length-prefixed sample. */
export function nalsOf(sample: Uint8Array): Uint8Array[] {
  const nals: Uint8Array[] = []
  const view = new DataView(sample.buffer, sample.byteOffset, sample.byteLength)
  for (let at = 0; at < sample.length; ) {
    const length = view.getUint32(at)
    nals.push(sample.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return nals
}
