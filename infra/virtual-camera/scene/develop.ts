import type { Canvas } from './canvas.ts'
import { toYuv } from './colour.ts'
import { hash } from './noise.ts'
import type { Painting } from './painting.ts'

/** Takes that differ in sensor noise only; shown in turn, so that noise costs no time while the camera runs. */
const takes = 4
/** Of luma, levels at most to either side: seen by a motion detector, hardly by the encoder. */
const noiseLevels = 1.1

/** Lenses let less light into the corners. Distances from the middle, in widths and heights. */
const vignette = (x: number, y: number): number => 1 - 0.75 * (x * x + y * y)

export type Plate = Pick<Canvas, 'y' | 'u' | 'v'>

/** The painting as planes of the canvas's layout, dithered so that a night sky shows no bands. */
export function developPlates(painting: Painting, canvas: Canvas): readonly Plate[] {
  const { width, height, pixels } = painting
  const plates = Array.from({ length: takes }, () => ({
    y: new Uint8Array(canvas.y.length),
    u: new Uint8Array(canvas.u.length),
    v: new Uint8Array(canvas.v.length),
  }))
  const chroma = new Float32Array((width / 2) * (height / 2) * 2)
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const at = (row * width + column) * 3
      const corner = vignette(column / width - 0.5, row / height - 0.5)
      const [y, u, v] = toYuv([pixels[at]! * corner, pixels[at + 1]! * corner, pixels[at + 2]! * corner])
      const dither = hash(column, row, 99)
      for (const [take, plate] of plates.entries()) {
        const noise = (hash(column, row, take) - 0.5) * 2 * noiseLevels
        plate.y[row * canvas.yStride + column] = Math.floor(Math.min(235, Math.max(16, y + noise)) + dither)
      }
      const cell = ((row >> 1) * (width / 2) + (column >> 1)) * 2
      chroma[cell]! += u / 4
      chroma[cell + 1]! += v / 4
    }
  }
  for (let row = 0, cell = 0; row < height / 2; row++) {
    for (let column = 0; column < width / 2; column++, cell += 2) {
      const at = row * canvas.cStride + column
      const u = Math.floor(chroma[cell]! + hash(column, row, 7))
      const v = Math.floor(chroma[cell + 1]! + hash(column, row, 8))
      for (const plate of plates) {
        plate.u[at] = u
        plate.v[at] = v
      }
    }
  }
  return plates
}
