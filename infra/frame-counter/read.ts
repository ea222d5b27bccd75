import { check, checkBits, counterBits, fromGray, referenceBlocks, stripGeometry } from './strip.ts'

/** Below this difference between the reference blocks the strip is taken for absent (luma levels). */
const minContrast = 48

/** The counter in a luma plane of any range; null where there is none or its check fails. `stride` in bytes. */
export function readCounter(luma: Uint8Array, width: number, height: number, stride: number): number | null {
  const { top, blocks } = stripGeometry(width, height)
  const levels = blocks.map(block => level(luma, stride, block.left, block.right, top, height))
  const [white = 0, black = 0] = levels
  if (white - black < minContrast) return null
  const threshold = (white + black) / 2
  const bits = levels.slice(referenceBlocks).map(value => (value > threshold ? 1 : 0))
  const counter = fromGray(number(bits.slice(0, counterBits)))
  return number(bits.slice(counterBits, counterBits + checkBits)) === check(counter) ? counter : null
}

/** Mean of the block without its rim, which neighbours and chroma filters smear. */
function level(luma: Uint8Array, stride: number, left: number, right: number, top: number, bottom: number): number {
  const rim = Math.floor((right - left) / 4)
  let sum = 0
  let count = 0
  for (let row = top + rim; row < bottom - rim; row++) {
    for (let column = left + rim; column < right - rim; column++) {
      sum += luma[row * stride + column] ?? 0
      count++
    }
  }
  return count ? sum / count : 0
}

const number = (bits: readonly number[]): number => bits.reduce((value, bit) => ((value << 1) | bit) >>> 0, 0)
