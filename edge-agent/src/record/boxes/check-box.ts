import { crc32 } from 'node:zlib'
import { writeBoxHead } from '@nightjar/shared/mp4/write-box.ts'

const checkType = Buffer.from('6e696768746a41728a534672616d656e', 'hex')
export const checkBoxLength = 56

/** Stands before each moof: what recovery needs to know whether the fragment is whole, and which time it covers. */
export interface FragmentCheck {
  /** Video ticks since the run began, [start, end). */
  readonly startTicks: number
  readonly endTicks: number
  readonly keyframe: boolean
  /** Pictures in it that lost packets damaged. */
  readonly damagedPictures: number
  /** Of moof and mdat together. */
  readonly byteLength: number
}

/**
 * A `uuid` box: flags (bit 0: keyframe; above: count of damaged pictures), start, end, length, CRC-32 over these and over moof and mdat. A length alone would take a file
 * for whole whose last pages never reached the disk and read as zeros.
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

/** The check of a box that is one of ours; null otherwise. The checksum is yet to be compared. */
export function readCheckBox(bytes: Uint8Array): (FragmentCheck & { readonly crc: number }) | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length !== checkBoxLength || view.getUint32(0) !== checkBoxLength) return null
  if (Buffer.compare(bytes.subarray(8, 24), checkType) !== 0) return null
  return {
    keyframe: (view.getUint32(24) & 1) === 1,
    damagedPictures: view.getUint32(24) >>> 1,
    startTicks: Number(view.getBigInt64(28)),
    endTicks: Number(view.getBigInt64(36)),
    byteLength: view.getUint32(44),
    crc: view.getUint32(52),
  }
}

/** CRC-32 over the box up to its checksum and the pieces behind it. */
export const checksum = (head: Uint8Array, pieces: readonly Uint8Array[]): number =>
  pieces.reduce<number>((crc, piece) => crc32(piece, crc), crc32(head.subarray(0, 52)))
