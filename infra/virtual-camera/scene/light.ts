import type { Colour } from './colour.ts'

/** A lamp as it falls on what stands near it in the picture. */
export interface Lamp {
  readonly x: number
  readonly y: number
  /** Design units at which its light has fallen to about a third. */
  readonly radius: number
  /** Above 1 the pool of light is wider than high, as on ground seen at a flat angle. */
  readonly flat: number
  readonly colour: Colour
}

/** Light that arrives at a point of the picture. */
export function lightAt(ambient: Colour, lamps: readonly Lamp[], x: number, y: number): Colour {
  let [r, g, b] = ambient
  for (const lamp of lamps) {
    const dx = (x - lamp.x) / lamp.radius
    const dy = ((y - lamp.y) * lamp.flat) / lamp.radius
    const fall = 1 / (1 + dx * dx + dy * dy) ** 1.6
    r += lamp.colour[0] * fall
    g += lamp.colour[1] * fall
    b += lamp.colour[2] * fall
  }
  return [r, g, b]
}
