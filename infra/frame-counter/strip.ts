/**
 * The frame counter as a strip of black and white blocks along the bottom edge, flush right. A block is 1/80 of the
 * width: 8 pixels at 640, 16 at 1280, so that blocks lie on the transform grid of H.264 and stay flat at any quantiser.
 */
export const columns = 80
export const counterBits = 32
export const checkBits = 8
/** White and black, so that a reader needs no fixed threshold: they take part in every range conversion. */
export const referenceBlocks = 2
export const blocks = referenceBlocks + counterBits + checkBits

export const white = 190
export const black = 36

export interface Block {
  readonly left: number
  readonly right: number
}

/** Pixels; `top` to the last row, blocks from left to right. */
export function stripGeometry(width: number, height: number): { top: number; blocks: readonly Block[] } {
  const first = columns - blocks
  const edge = (column: number) => Math.round((column * width) / columns)
  return {
    top: height - Math.round(width / columns),
    blocks: Array.from({ length: blocks }, (_, index) => ({
      left: edge(first + index),
      right: edge(first + index + 1),
    })),
  }
}

/** Gray code: from one frame to the next only one block changes besides the check, so the strip hardly looks like motion. */
export const toGray = (value: number): number => (value ^ (value >>> 1)) >>> 0

export function fromGray(gray: number): number {
  let value = gray
  for (let shift = 1; shift < counterBits; shift *= 2) value ^= value >>> shift
  return value >>> 0
}

/** CRC-8 (polynomial 0x07, start 0xa5 so that an all-black strip is no valid zero) over the four bytes. */
export function check(value: number): number {
  let crc = 0xa5
  for (let shift = 24; shift >= 0; shift -= 8) {
    crc ^= (value >>> shift) & 0xff
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? ((crc << 1) ^ 0x07) & 0xff : (crc << 1) & 0xff
  }
  return crc
}
