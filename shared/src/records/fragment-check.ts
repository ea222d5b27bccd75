/** Extended type of our box before each `moof` (ISO 14496-12 4.2): 6e696768-746a-4172-8a53-4672616d656e. */
export const checkType = Uint8Array.of(
  ...[0x6e, 0x69, 0x67, 0x68, 0x74, 0x6a, 0x41, 0x72, 0x8a, 0x53, 0x46, 0x72, 0x61, 0x6d, 0x65, 0x6e],
)
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

/** The check of a whole `uuid` box that is one of ours; null otherwise. The checksum is yet to be compared. */
export function readCheckBox(bytes: Uint8Array): (FragmentCheck & { readonly crc: number }) | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length !== checkBoxLength || view.getUint32(0) !== checkBoxLength) return null
  if (checkType.some((byte, index) => bytes[8 + index] !== byte)) return null
  return {
    keyframe: (view.getUint32(24) & 1) === 1,
    damagedPictures: view.getUint32(24) >>> 1,
    startTicks: Number(view.getBigInt64(28)),
    endTicks: Number(view.getBigInt64(36)),
    byteLength: view.getUint32(44),
    crc: view.getUint32(52),
  }
}
