import { black, check, checkBits, counterBits, stripGeometry, toGray, white } from './strip.ts'

/** Draws the counter (0 to 2^32 - 1) into a luma plane; `stride` in bytes. */
export function writeCounter(luma: Uint8Array, width: number, height: number, stride: number, counter: number): void {
  const { top, blocks } = stripGeometry(width, height)
  const bits = [1, 0, ...bitsOf(toGray(counter >>> 0), counterBits), ...bitsOf(check(counter >>> 0), checkBits)]
  for (const [index, block] of blocks.entries()) {
    const value = bits[index] ? white : black
    for (let row = top; row < height; row++) luma.fill(value, row * stride + block.left, row * stride + block.right)
  }
}

function bitsOf(value: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => (value >>> (count - 1 - index)) & 1)
}
