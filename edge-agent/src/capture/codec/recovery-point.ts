import { BitReader, unescapeNal } from './bit-reader.ts'

const recoveryPoint = 6
/** More than a minute of pictures at any rate: what promises that is no use, and `roll` has no room for more. */
const mostFrames = 4096

/** A number of SEI is a row of 255s and a last byte below (H.264 7.3.2.3.1, H.265 7.3.5). */
function readNumber(bits: BitReader): number {
  let value = 0
  for (;;) {
    const byte = bits.bits(8)
    value += byte
    if (byte < 255) return value
  }
}

/**
 * After how many pictures, in decoding order, all is right when decoding begins at the picture that this SEI belongs to:
 * its recovery point message (H.264 D.2.8, H.265 D.3.8). 0: at once. Null where it holds none, or one that is no use.
 * broken_link says that pictures before the point are of another sequence: those shown after it are right all the same.
 * @param nal whole, header included. @param codec H.265 counts by picture order, which may step back.
 */
export function recoveryFramesOf(nal: Uint8Array, codec: 'h264' | 'h265'): number | null {
  try {
    const raw = unescapeNal(nal).subarray(codec === 'h264' ? 1 : 2)
    const bits = new BitReader(raw)
    // What is left at the end is the stop bit and its alignment.
    while (bits.bitsLeft > 16) {
      const type = readNumber(bits)
      const bytes = readNumber(bits)
      if (type !== recoveryPoint) {
        bits.skip(bytes * 8)
        continue
      }
      const frames = codec === 'h264' ? bits.ue() : Math.max(0, bits.se())
      return frames > mostFrames ? null : frames
    }
  } catch {
    // Cut short: it says nothing.
  }
  return null
}
