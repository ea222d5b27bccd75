import { crc32 } from 'node:zlib'
import { writeBoxHead } from '@nightjar/shared/mp4/write-box.ts'
import { checkBoxLength, checkType, type FragmentCheck } from '@nightjar/shared/records/fragment-check.ts'

/**
 * A `uuid` box: flags (bit 0: keyframe; above: count of damaged pictures), start, end, length, CRC-32 over these and
 * over moof and mdat. A length alone would take a file for whole whose last pages never reached the disk and read as
 * zeros.
 */
export function checkBox(check: FragmentCheck, pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(checkBoxLength)
  const view = new DataView(bytes.buffer)
  writeBoxHead(view, 0, checkBoxLength, 'uuid')
  bytes.set(checkType, 8)
  view.setUint32(24, (check.damagedPictures << 1) | (check.keyframe ? 1 : 0))
  view.setBigInt64(28, BigInt(check.startTicks))
  view.setBigInt64(36, BigInt(check.endTicks))
  view.setUint32(44, check.byteLength)
  view.setUint32(52, checksum(bytes, pieces))
  return bytes
}

/** CRC-32 over the box up to its checksum and the pieces behind it. */
export const checksum = (head: Uint8Array, pieces: readonly Uint8Array[]): number =>
  pieces.reduce<number>((crc, piece) => crc32(piece, crc), crc32(head.subarray(0, 52)))
