/** One box (ISO 14496-12 4.2): 32-bit size, four-character type, content. Its whole length must fit 32 bits. */
export function box(type: string, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = parts.reduce((sum, part) => sum + part.length, 8)
  const bytes = new Uint8Array(length)
  writeBoxHead(new DataView(bytes.buffer), 0, length, type)
  let at = 8
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** A box that begins with a version (8 bits) and 24 flags. */
export function fullBox(
  type: string,
  version: number,
  flags: number,
  ...parts: readonly Uint8Array[]
): Uint8Array<ArrayBuffer> {
  const head = new Uint8Array(4)
  new DataView(head.buffer).setUint32(0, ((version << 24) | flags) >>> 0)
  return box(type, head, ...parts)
}

/** The eight bytes that begin a box of `length` bytes, itself included; for what is written in place. */
export function writeBoxHead(view: DataView, at: number, length: number, type: string): void {
  view.setUint32(at, length)
  for (let i = 0; i < 4; i++) view.setUint8(at + 4 + i, type.charCodeAt(i))
}
