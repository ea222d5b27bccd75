import type { Picture } from './encoded-camera.ts'

export type Codec = 'h264' | 'h265'

/** Payloads of the RTP packets of one picture, and which of them have the marker. */
export interface Sent {
  readonly payload: Uint8Array
  readonly marker: boolean
}

const aggregation = { h264: [24], h265: [48 << 1, 1] }
const startCode = new Uint8Array([0, 0, 0, 1])

/** Each NAL unit in a packet of its own, the last one marked. */
export const single = ({ nals }: Picture): Sent[] =>
  nals.map((payload, i) => ({ payload, marker: i === nals.length - 1 }))

export const markedEverywhere = (picture: Picture): Sent[] => single(picture).map(sent => ({ ...sent, marker: true }))
export const markedNowhere = (picture: Picture): Sent[] => single(picture).map(sent => ({ ...sent, marker: false }))

/** FU-A (RFC 6184 5.8) or FU (RFC 7798 4.4.3) of at most so many bytes of the NAL unit each. */
function fragment(nal: Uint8Array, codec: Codec, bytes: number): Uint8Array[] {
  const head = codec === 'h264' ? 1 : 2
  if (nal.length <= head + bytes) return [nal]
  const pieces: Uint8Array[] = []
  for (let at = head; at < nal.length; at += bytes) {
    const end = Math.min(nal.length, at + bytes)
    const flags = (at === head ? 0x80 : 0) | (end === nal.length ? 0x40 : 0)
    const header =
      codec === 'h264'
        ? [(nal[0]! & 0xe0) | 28, flags | (nal[0]! & 31)]
        : [(nal[0]! & 0x81) | (49 << 1), nal[1]!, flags | ((nal[0]! >> 1) & 63)]
    pieces.push(new Uint8Array([...header, ...nal.subarray(at, end)]))
  }
  return pieces
}

export const fragmented =
  (codec: Codec, bytes: number) =>
  ({ nals }: Picture): Sent[] => {
    const payloads = nals.flatMap(nal => fragment(nal, codec, bytes))
    return payloads.map((payload, i) => ({ payload, marker: i === payloads.length - 1 }))
  }

/** As many NAL units in one packet as fit (STAP-A, RFC 6184 5.7.1; AP, RFC 7798 4.4.2). */
export const aggregated =
  (codec: Codec) =>
  ({ nals }: Picture): Sent[] => {
    const payload = Buffer.concat([
      new Uint8Array(aggregation[codec]),
      ...nals.flatMap(nal => [new Uint8Array([nal.length >> 8, nal.length & 255]), nal]),
    ])
    return [{ payload, marker: true }]
  }

/** The whole picture as a byte stream with start codes, in fragments as if it were one NAL unit. */
export const byteStream =
  (codec: Codec) =>
  ({ nals, pts }: Picture): Sent[] => {
    const [first, ...rest] = nals
    const bytes = new Uint8Array(Buffer.concat([first!, ...rest.flatMap(nal => [startCode, nal])]))
    return fragmented(codec, 1300)({ nals: [bytes], pts })
  }

/** The same in one packet, which begins with a start code. */
export const bareByteStream = ({ nals }: Picture): Sent[] => [
  { payload: new Uint8Array(Buffer.concat(nals.flatMap(nal => [startCode, nal]))), marker: true },
]
