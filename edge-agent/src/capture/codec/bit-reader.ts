/** The bits ran out: the parameter set is cut short or is none. */
export class BitsExhausted extends Error {}

/** Reads a raw byte sequence payload bit by bit, most significant first (H.264 7.2, H.265 7.2). */
export class BitReader {
  readonly #bytes: Uint8Array
  #position = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get bitsLeft(): number {
    return this.#bytes.length * 8 - this.#position
  }

  bit(): number {
    const byte = this.#bytes[this.#position >> 3]
    if (byte === undefined) throw new BitsExhausted()
    const bit = (byte >> (7 - (this.#position & 7))) & 1
    this.#position++
    return bit
  }

  flag(): boolean {
    return this.bit() === 1
  }

  /** u(n), n up to 32. */
  bits(count: number): number {
    let value = 0
    for (let i = 0; i < count; i++) value = value * 2 + this.bit()
    return value
  }

  skip(count: number): void {
    if (count > this.bitsLeft) throw new BitsExhausted()
    this.#position += count
  }

  /** ue(v), up to 32 leading zeros. */
  ue(): number {
    let zeros = 0
    while (this.bit() === 0) if (++zeros > 32) throw new BitsExhausted()
    return 2 ** zeros - 1 + this.bits(zeros)
  }

  /** se(v) */
  se(): number {
    const code = this.ue()
    return code % 2 === 0 ? -code / 2 : (code + 1) / 2
  }
}

/** Removes emulation prevention bytes: 00 00 03 becomes 00 00 (H.264 7.4.1, H.265 7.4.2). */
export function unescapeNal(nal: Uint8Array): Uint8Array {
  const out = new Uint8Array(nal.length)
  let length = 0
  let zeros = 0
  for (const byte of nal) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0
      continue
    }
    out[length++] = byte
    zeros = byte === 0 ? zeros + 1 : 0
  }
  return out.subarray(0, length)
}
