/** Splits an Annex B byte stream into NAL units without start codes (H.264 and H.265, B.1). */
export function splitAnnexB(data: Buffer): Buffer[] {
  const units: Buffer[] = []
  let start = -1
  let from = 0
  for (;;) {
    const code = data.indexOf(startCode, from)
    const end = code < 0 ? data.length : code
    if (start >= 0) units.push(data.subarray(start, trimZeros(data, start, end)))
    if (code < 0) return units
    start = code + 3
    from = start
  }
}

const startCode = Buffer.from([0, 0, 1])

/** The zero byte of a four byte start code, and trailing_zero_8bits, belong to no NAL unit. */
function trimZeros(data: Buffer, start: number, end: number): number {
  let last = end
  while (last > start && data[last - 1] === 0) last--
  return last
}

/** Inserts emulation prevention bytes (7.4.1). */
export function escapeRbsp(rbsp: Uint8Array): Buffer {
  const out: number[] = []
  let zeros = 0
  for (const byte of rbsp) {
    if (zeros >= 2 && byte <= 3) {
      out.push(3)
      zeros = 0
    }
    out.push(byte)
    zeros = byte === 0 ? zeros + 1 : 0
  }
  return Buffer.from(out)
}

export function unescapeRbsp(nal: Uint8Array): Buffer {
  const out: number[] = []
  let zeros = 0
  for (const byte of nal) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0
      continue
    }
    out.push(byte)
    zeros = byte === 0 ? zeros + 1 : 0
  }
  return Buffer.from(out)
}
