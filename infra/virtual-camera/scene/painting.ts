import { designHeight, designWidth } from './canvas.ts'
import type { Colour } from './colour.ts'
import { type Lamp, lightAt } from './light.ts'
import type { Shape } from './shape.ts'

export type Material = Colour | ((x: number, y: number) => Colour)

/** A picture under construction in linear light: surfaces that lamps fall on, and light of its own. */
export interface Painting {
  readonly width: number
  readonly height: number
  /** Red, green, blue per pixel. */
  readonly pixels: Float32Array
  /** A surface; covers what was painted before. */
  surface(shape: Shape, material: Material): void
  /** Something that shines by itself, painted over what is there. */
  shining(shape: Shape, material: Material): void
  /** A halo, added. */
  glow(x: number, y: number, radius: number, colour: Colour): void
  /** Turns surfaces into light; paint after it is light only. */
  illuminate(ambient: Colour, lamps: readonly Lamp[]): void
}

export function createPainting(width: number, height: number): Painting {
  const scaleX = width / designWidth
  const scaleY = height / designHeight
  const surface = new Float32Array(width * height * 3)
  const own = new Float32Array(width * height * 3)

  /** Visits the pixels of a shape with how much of each it covers, at the pixel's centre in design units. */
  function cover(shape: Shape, visit: (at: number, coverage: number, x: number, y: number) => void): void {
    const left = Math.max(0, Math.floor((shape.left - 1) * scaleX))
    const right = Math.min(width, Math.ceil((shape.right + 1) * scaleX))
    const top = Math.max(0, Math.floor((shape.top - 1) * scaleY))
    const bottom = Math.min(height, Math.ceil((shape.bottom + 1) * scaleY))
    for (let row = top; row < bottom; row++) {
      const y = (row + 0.5) / scaleY
      for (let column = left; column < right; column++) {
        const x = (column + 0.5) / scaleX
        const coverage = Math.min(1, 0.5 - shape.distance(x, y) * scaleX)
        if (coverage > 0) visit((row * width + column) * 3, coverage, x, y)
      }
    }
  }

  function paint(shape: Shape, material: Material, over: Float32Array, under: Float32Array): void {
    cover(shape, (at, coverage, x, y) => {
      const colour = typeof material === 'function' ? material(x, y) : material
      for (let i = 0; i < 3; i++) {
        over[at + i] = over[at + i]! * (1 - coverage) + colour[i]! * coverage
        under[at + i] = under[at + i]! * (1 - coverage)
      }
    })
  }

  return {
    width,
    height,
    pixels: own,
    surface: (shape, material) => paint(shape, material, surface, own),
    shining: (shape, material) => paint(shape, material, own, surface),
    glow(x, y, radius, colour) {
      const reach = radius * 6
      cover(
        { left: x - reach, top: y - reach, right: x + reach, bottom: y + reach, distance: () => -1e9 },
        (at, _, px, py) => {
          const d = Math.sqrt((px - x) ** 2 + (py - y) ** 2)
          // Fades to nothing at the reach, so that no square shows.
          const fall = (1 / (1 + (d / radius) ** 2)) * Math.max(0, 1 - d / reach) ** 2
          for (let i = 0; i < 3; i++) own[at + i]! += colour[i]! * fall
        },
      )
    },
    illuminate(ambient, lamps) {
      for (let row = 0, at = 0; row < height; row++) {
        for (let column = 0; column < width; column++, at += 3) {
          const light = lightAt(ambient, lamps, (column + 0.5) / scaleX, (row + 0.5) / scaleY)
          for (let i = 0; i < 3; i++) own[at + i]! += surface[at + i]! * light[i]!
        }
      }
      surface.fill(0)
    },
  }
}
