/** One ISO base media box (ISO 14496-12 4.2): 32-bit size, four-character type, content. */
export function box(type: string, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const size = parts.reduce((sum, part) => sum + part.length, 8)
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, size)
  writeType(bytes, 4, type)
  let at = 8
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** A box that begins with a version and 24 flags. */
export const fullBox = (type: string, version: number, flags: number, ...parts: readonly Uint8Array[]) =>
  box(type, u32((version << 24) | flags), ...parts)

export function writeType(target: Uint8Array, at: number, type: string): void {
  for (let i = 0; i < 4; i++) target[at + i] = type.charCodeAt(i)
}

export const u16 = (...values: readonly number[]): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(values.length * 2)
  const view = new DataView(bytes.buffer)
  values.forEach((value, i) => {
    view.setUint16(i * 2, value)
  })
  return bytes
}

export const u32 = (...values: readonly number[]): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(values.length * 4)
  const view = new DataView(bytes.buffer)
  values.forEach((value, i) => {
    view.setUint32(i * 4, value >>> 0)
  })
  return bytes
}

export const ascii = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)
export const zeros = (length: number): Uint8Array<ArrayBuffer> => new Uint8Array(length)
