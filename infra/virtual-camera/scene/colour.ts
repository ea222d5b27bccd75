/** Linear light, red green blue; 1 is about a white wall at noon. */
export type Colour = readonly [r: number, g: number, b: number]

export const times = ([r, g, b]: Colour, by: number): Colour => [r * by, g * by, b * by]
export const modulate = (a: Colour, b: Colour): Colour => [a[0] * b[0], a[1] * b[1], a[2] * b[2]]
export const plus = (a: Colour, b: Colour): Colour => [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
export const mix = (a: Colour, b: Colour, t: number): Colour => [
  a[0] + (b[0] - a[0]) * t,
  a[1] + (b[1] - a[1]) * t,
  a[2] + (b[2] - a[2]) * t,
]

const exposure = 2.1

/** Linear light to a display value 0..1, with a soft shoulder so that lamps glow instead of clipping. */
const develop = (light: number): number => (1 - Math.exp(-exposure * Math.max(0, light))) ** (1 / 2.2)

/** Linear light to Y, U, V in limited range, BT.709; not rounded. */
export function toYuv([r, g, b]: Colour): readonly [y: number, u: number, v: number] {
  const red = develop(r)
  const green = develop(g)
  const blue = develop(b)
  const luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
  return [16 + 219 * luma, 128 + (224 * (blue - luma)) / 1.8556, 128 + (224 * (red - luma)) / 1.5748]
}
