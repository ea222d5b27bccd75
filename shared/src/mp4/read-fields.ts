import type { BoxSpan } from './read-boxes.ts'

/** The `size` bytes at `offset` of a box's content, big endian; null where the box ends before. */
export function readUint(bytes: Uint8Array, box: BoxSpan, offset: number, size: 1 | 4 | 8): number | null {
  const at = box.contentAt + offset
  if (at + size > box.end) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (size === 1) return view.getUint8(at)
  if (size === 4) return view.getUint32(at)
  return view.getUint32(at) * 2 ** 32 + view.getUint32(at + 4)
}

/** A 32-bit field that follows on two times, which have 64 bits in version 1 of a full box and 32 in version 0. */
export const readBehindTimes = (bytes: Uint8Array, box: BoxSpan): number | null =>
  readUint(bytes, box, readUint(bytes, box, 0, 1) === 1 ? 20 : 12, 4)
