/** 16-bit fields, one behind the other, big endian; each is taken modulo 2^16. */
export function u16(...values: readonly number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.length * 2)
  const view = new DataView(bytes.buffer)
  values.forEach((value, i) => {
    view.setUint16(i * 2, value)
  })
  return bytes
}

/** 32-bit fields, likewise; each is taken modulo 2^32. */
export function u32(...values: readonly number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.length * 4)
  const view = new DataView(bytes.buffer)
  values.forEach((value, i) => {
    view.setUint32(i * 4, value)
  })
  return bytes
}

export const ascii = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)
export const zeros = (length: number): Uint8Array<ArrayBuffer> => new Uint8Array(length)

/** The identity transformation of mvhd and tkhd. */
export const unityMatrix: Uint8Array = u32(0x00010000, 0, 0, 0, 0x00010000, 0, 0, 0, 0x40000000)
