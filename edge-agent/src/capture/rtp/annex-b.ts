const startCode = new Uint8Array([0, 0, 1])

export const hasStartCode = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(startCode) >= 0

/** No picture has more slices (H.265 table A.8 allows 600, beside parameter sets and SEI). */
const mostUnits = 1024

/** The NAL units between Annex B start codes, without trailing zeros; at most {@link mostUnits}. */
export function splitAnnexB(bytes: Uint8Array): Uint8Array[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const pieces: Uint8Array[] = []
  let from = 0
  while (from <= bytes.length && pieces.length < mostUnits) {
    const at = buffer.indexOf(startCode, from)
    let end = at < 0 ? bytes.length : at
    while (end > from && bytes[end - 1] === 0) end--
    if (end > from) pieces.push(bytes.subarray(from, end))
    if (at < 0) break
    from = at + 3
  }
  return pieces
}
