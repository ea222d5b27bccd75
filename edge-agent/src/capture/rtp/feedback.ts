/** What the camera's session description offers to hear from us (RFC 4585, RFC 5104), for one payload type. */
export interface Feedback {
  /** Generic NACK: it sends packets again. */
  readonly nack: boolean
  /** How it is asked for a keyframe; null where it cannot be. */
  readonly keyframe: 'pli' | 'fir' | null
}

export const noFeedback: Feedback = { nack: false, keyframe: null }

const transportFeedback = 205
const payloadFeedback = 206

function head(format: number, type: number, words: number, ownSsrc: number, mediaSsrc: number): DataView {
  const view = new DataView(new ArrayBuffer((words + 1) * 4))
  view.setUint8(0, 0x80 | format)
  view.setUint8(1, type)
  view.setUint16(2, words)
  view.setUint32(4, ownSsrc)
  view.setUint32(8, mediaSsrc)
  return view
}

const bytesOf = (view: DataView): Uint8Array => new Uint8Array(view.buffer)

/** Pairs of a number and a mask of the sixteen behind it (RFC 4585 6.2.1). @param sequences in order. */
function nackPairs(sequences: readonly number[]): { first: number; mask: number }[] {
  const pairs: { first: number; mask: number }[] = []
  for (const sequence of sequences) {
    const last = pairs.at(-1)
    const distance = last ? (sequence - last.first) & 0xffff : 0
    if (last && distance >= 1 && distance <= 16) last.mask |= 1 << (distance - 1)
    else pairs.push({ first: sequence, mask: 0 })
  }
  return pairs
}

/** "Send these packets again" (RFC 4585 6.2.1). @param sequences 16-bit numbers in order, at least one. */
export function formatNack(ownSsrc: number, mediaSsrc: number, sequences: readonly number[]): Uint8Array {
  const pairs = nackPairs(sequences)
  const view = head(1, transportFeedback, 2 + pairs.length, ownSsrc, mediaSsrc)
  for (const [i, { first, mask }] of pairs.entries()) {
    view.setUint16(12 + i * 4, first)
    view.setUint16(14 + i * 4, mask)
  }
  return bytesOf(view)
}

/** "Pictures were lost" (RFC 4585 6.3.1): an encoder answers with a keyframe. */
export const formatPli = (ownSsrc: number, mediaSsrc: number): Uint8Array =>
  bytesOf(head(1, payloadFeedback, 2, ownSsrc, mediaSsrc))

/** "Send a keyframe" (RFC 5104 4.3.1). @param number 8 bits; grows by one with each new request. */
export function formatFir(ownSsrc: number, mediaSsrc: number, number: number): Uint8Array {
  // The media's SSRC is zero in the head and stands in the entry (4.3.1.2).
  const view = head(4, payloadFeedback, 4, ownSsrc, 0)
  view.setUint32(12, mediaSsrc)
  view.setUint8(16, number & 0xff)
  return bytesOf(view)
}
