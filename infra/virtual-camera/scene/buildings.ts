import { type Colour, mix, times } from './colour.ts'
import { hash, smoothNoise } from './noise.ts'
import type { Material, Painting } from './painting.ts'
import { ellipse, limb, polygon, rectangle } from './shape.ts'

/** Boards that overlap: each throws a thin shadow on the next. */
export function boards(colour: Colour, pitch: number): Material {
  return (x, y) => {
    const rest = y / pitch - Math.floor(y / pitch)
    const grain = 0.92 + 0.16 * smoothNoise(x / 30, Math.floor(y / pitch) * 7, 11)
    return times(colour, grain * (rest < 0.14 ? 0.5 : 0.88 + 0.16 * rest))
  }
}

export function roofTiles(colour: Colour): Material {
  return (x, y) => {
    const row = Math.floor(y / 9)
    const tile = Math.floor((x + (row % 2) * 8) / 16)
    const rest = y / 9 - row
    return times(colour, (0.75 + 0.4 * hash(tile, row, 12)) * (rest < 0.2 ? 0.6 : 1))
  }
}

const frame: Colour = [0.42, 0.4, 0.37]

/** A lit window with curtains, a sill and glazing bars. Spill on the ground is a lamp of the scene. */
export function paintWindow(
  painting: Painting,
  left: number,
  top: number,
  right: number,
  bottom: number,
  glow: Colour,
): void {
  const width = right - left
  painting.surface(rectangle(left - 7, top - 7, right + 7, bottom + 7), frame)
  painting.shining(rectangle(left, top, right, bottom), (x, y) => {
    const across = (x - left) / width
    const down = (y - top) / (bottom - top)
    const curtain = Math.max(0, 1 - Math.min(across, 1 - across) / (0.2 + 0.05 * down))
    const fold = 0.75 + 0.25 * Math.cos(across * 90)
    // Brighter where the lamp of the room hangs.
    const room = 0.55 + 0.6 * Math.exp(-((across - 0.6) ** 2 * 7 + (down - 0.3) ** 2 * 5))
    return mix(
      times(glow, room),
      times([glow[0] * 0.75, glow[1] * 0.5, glow[2] * 0.42], fold * room),
      Math.min(1, curtain * 1.6),
    )
  })
  for (const across of [1 / 3, 2 / 3]) {
    const x = left + width * across
    painting.surface(rectangle(x - 2, top, x + 2, bottom), times(frame, 0.5))
  }
  const bar = top + (bottom - top) * 0.42
  painting.surface(rectangle(left, bar - 2, right, bar + 2), times(frame, 0.5))
  painting.surface(rectangle(left - 12, bottom + 5, right + 12, bottom + 13), times(frame, 0.9))
  painting.glow((left + right) / 2, (top + bottom) / 2, width * 0.5, times(glow, 0.05))
}

export function paintDoor(
  painting: Painting,
  left: number,
  top: number,
  right: number,
  bottom: number,
  colour: Colour,
): void {
  painting.surface(rectangle(left - 9, top - 9, right + 9, bottom), frame)
  painting.surface(rectangle(left, top, right, bottom), (x, y) =>
    times(colour, 0.85 + 0.25 * smoothNoise(x / 4, y / 40, 13)),
  )
  const middle = (left + right) / 2
  const rows = [
    [0.34, 0.6],
    [0.66, 0.94],
  ] as const
  for (const [from, to] of rows) {
    for (const [a, b] of [
      [left + 9, middle - 4],
      [middle + 4, right - 9],
    ] as const) {
      const panel = rectangle(a, top + (bottom - top) * from, b, top + (bottom - top) * to)
      painting.surface(panel, times(colour, 0.55))
      painting.surface(rectangle(panel.left + 2, panel.top + 3, panel.right, panel.bottom), times(colour, 1.05))
    }
  }
  painting.shining(rectangle(left + 9, top + 9, right - 9, top + (bottom - top) * 0.26), x =>
    times([0.85, 0.5, 0.2], 0.6 + 0.3 * smoothNoise(x / 9, 1, 14)),
  )
  for (const x of [left + 9 + (right - left - 18) / 3, left + 9 + ((right - left - 18) * 2) / 3]) {
    painting.surface(rectangle(x - 1.5, top + 9, x + 1.5, top + (bottom - top) * 0.26), times(colour, 0.6))
  }
  painting.surface(ellipse(right - 12, top + (bottom - top) * 0.63, 3.4, 3.4), [0.7, 0.5, 0.2])
}

/** A lantern on a wall: bracket, cap, glass that shines. */
export function paintLantern(painting: Painting, x: number, y: number, colour: Colour): void {
  painting.surface(limb([x, y - 22], [x, y + 2], 2.4, 2.4), [0.03, 0.03, 0.03])
  painting.shining(polygon([x - 8, y - 12], [x + 8, y - 12], [x + 5.5, y + 10], [x - 5.5, y + 10]), times(colour, 1.6))
  painting.surface(polygon([x - 11, y - 11], [x, y - 22], [x + 11, y - 11]), [0.03, 0.03, 0.03])
  painting.glow(x, y, 14, times(colour, 0.9))
  painting.glow(x, y, 55, times(colour, 0.1))
}

/** Pickets with points, two rails behind them. */
export function paintFence(
  painting: Painting,
  left: number,
  right: number,
  top: number,
  bottom: number,
  colour: Colour,
): void {
  const height = bottom - top
  for (const rail of [0.3, 0.75]) {
    painting.surface(rectangle(left, top + height * rail - 3, right, top + height * rail + 3), times(colour, 0.6))
  }
  for (let x = left; x < right - 10; x += 19) {
    const tone = 0.8 + 0.3 * hash(Math.round(x), 15)
    painting.surface(
      polygon([x, bottom], [x, top + 8], [x + 6, top], [x + 12, top + 8], [x + 12, bottom]),
      times(colour, tone),
    )
  }
}
