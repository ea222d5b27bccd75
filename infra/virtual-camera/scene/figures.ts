import type { Brush } from './brush.ts'
import { type Colour, modulate } from './colour.ts'
import { ellipse, limb, type Point, polygon } from './shape.ts'

/** Someone or something on the ground: where its feet are, how high it is, which way it goes. Design units. */
export interface Stance {
  readonly x: number
  readonly y: number
  readonly height: number
  readonly direction: 1 | -1
  /** Where in its step it is, in radians. */
  readonly phase: number
  /** What falls on it. */
  readonly light: Colour
}

export function drawPerson(brush: Brush, stance: Stance, coat: Colour): void {
  const { x, y, height: h, direction, phase, light } = stance
  const paint = (colour: Colour): Colour => modulate(colour, light)
  const trousers = paint([0.09, 0.1, 0.16])
  const cloth = paint(coat)
  const hidden = paint([coat[0] * 0.6, coat[1] * 0.6, coat[2] * 0.6])
  const skin = paint([0.55, 0.36, 0.27])
  const bob = Math.abs(Math.cos(phase)) * h * 0.012
  const hip: Point = [x, y - h * 0.49 - bob]
  const neck: Point = [x + direction * h * 0.025, y - h * 0.82 - bob]
  brush.fill(ellipse(x, y, h * 0.22, h * 0.035), [0, 0, 0], 0.45)
  arm(brush, neck, -Math.sin(phase), h, direction, hidden, skin)
  leg(brush, hip, -Math.sin(phase), -Math.cos(phase), h, direction, paint([0.06, 0.07, 0.11]))
  leg(brush, hip, Math.sin(phase), Math.cos(phase), h, direction, trousers)
  brush.fill(limb([hip[0], hip[1] - h * 0.02], [neck[0], neck[1] + h * 0.05], h * 0.088, h * 0.085), cloth)
  brush.fill(ellipse(neck[0] + direction * h * 0.012, neck[1] - h * 0.085, h * 0.062, h * 0.076), skin)
  // Hair, or a cap: the back and top of the head.
  brush.fill(
    ellipse(neck[0] - direction * h * 0.012, neck[1] - h * 0.108, h * 0.06, h * 0.056),
    paint([0.05, 0.04, 0.03]),
  )
  arm(brush, neck, Math.sin(phase), h, direction, cloth, skin)
}

function leg(
  brush: Brush,
  hip: Point,
  swing: number,
  lift: number,
  h: number,
  direction: number,
  colour: Colour,
): void {
  const forward = swing * 0.42
  // The knee of the leg that comes forward is bent.
  const bend = Math.max(0, lift) * 0.7 + 0.08
  const knee: Point = [
    hip[0] + direction * Math.sin(forward + bend * 0.35) * h * 0.25,
    hip[1] + Math.cos(forward) * h * 0.25,
  ]
  const foot: Point = [
    knee[0] + direction * Math.sin(forward - bend) * h * 0.24,
    knee[1] + Math.cos(forward - bend) * h * 0.24,
  ]
  brush.fill(limb(hip, knee, h * 0.062, h * 0.045), colour)
  brush.fill(limb(knee, foot, h * 0.043, h * 0.03), colour)
  brush.fill(limb(foot, [foot[0] + direction * h * 0.06, foot[1] + h * 0.004], h * 0.024, h * 0.02), colour)
}

function arm(
  brush: Brush,
  neck: Point,
  swing: number,
  h: number,
  direction: number,
  colour: Colour,
  skin: Colour,
): void {
  const shoulder: Point = [neck[0], neck[1] + h * 0.055]
  const elbow: Point = [
    shoulder[0] + direction * Math.sin(swing * 0.45) * h * 0.16,
    shoulder[1] + Math.cos(swing * 0.45) * h * 0.16,
  ]
  const forward = swing * 0.45 + 0.35
  const hand: Point = [elbow[0] + direction * Math.sin(forward) * h * 0.15, elbow[1] + Math.cos(forward) * h * 0.15]
  brush.fill(limb(shoulder, elbow, h * 0.036, h * 0.03), colour)
  brush.fill(limb(elbow, hand, h * 0.03, h * 0.024), colour)
  brush.fill(ellipse(hand[0], hand[1], h * 0.024, h * 0.024), skin)
}

export function drawCat(brush: Brush, stance: Stance): void {
  const { x, y, height: h, direction: d, phase, light } = stance
  const fur = modulate([0.2, 0.13, 0.08], light)
  const dark = modulate([0.13, 0.08, 0.05], light)
  brush.fill(ellipse(x, y, h * 1.0, h * 0.1), [0, 0, 0], 0.45)
  for (const [offset, at, colour] of [
    [0, 0.5, dark],
    [Math.PI, -0.5, dark],
    [Math.PI, 0.42, fur],
    [0, -0.58, fur],
  ] as const) {
    const swing = Math.sin(phase + offset) * 0.22
    const top: Point = [x + d * h * at, y - h * 0.42]
    brush.fill(
      limb(top, [top[0] + d * h * swing, y - Math.max(0, Math.cos(phase + offset)) * h * 0.06], h * 0.11, h * 0.06),
      colour,
    )
  }
  brush.fill(limb([x - d * h * 0.52, y - h * 0.56], [x + d * h * 0.48, y - h * 0.6], h * 0.24, h * 0.22), fur)
  const tip = Math.sin(phase * 0.4) * h * 0.12
  brush.fill(limb([x - d * h * 0.68, y - h * 0.62], [x - d * h * 0.98, y - h * 0.95], h * 0.07, h * 0.06), fur)
  brush.fill(limb([x - d * h * 0.98, y - h * 0.95], [x - d * h * 0.95 + tip, y - h * 1.3], h * 0.06, h * 0.04), fur)
  const head: Point = [x + d * h * 0.78, y - h * 0.84]
  for (const side of [-0.1, 0.12]) {
    const ear: Point = [head[0] + h * side, head[1] - h * 0.16]
    brush.fill(
      polygon(
        [ear[0] - h * 0.09, ear[1] + h * 0.08],
        [ear[0] + h * 0.09, ear[1] + h * 0.08],
        [ear[0], ear[1] - h * 0.13],
      ),
      fur,
    )
  }
  brush.fill(ellipse(head[0], head[1], h * 0.21, h * 0.18), fur)
  brush.fill(ellipse(head[0] + d * h * 0.09, head[1] - h * 0.03, h * 0.03, h * 0.035), [0.5, 0.6, 0.2])
}

export function drawCar(brush: Brush, stance: Stance, paintwork: Colour): void {
  const { x, y, height: h, direction: d, phase, light } = stance
  const lit = (colour: Colour): Colour => modulate(colour, light)
  const at = (dx: number, dy: number): Point => [x + d * dx * h, y - dy * h]
  // The beam first: it lies on the road in front and under everything.
  const [beamX, beamY] = at(3.3, 0.08)
  brush.glow(beamX, beamY, h * 2.6, h * 0.5, [0.5, 0.46, 0.36], 0.55)
  brush.glow(...at(2.1, 0.4), h * 0.9, h * 0.42, [0.9, 0.85, 0.7], 0.5)
  brush.fill(ellipse(x, y, h * 1.75, h * 0.14), [0, 0, 0], 0.55)
  const body = polygon(at(-1.6, 0.18), at(-1.62, 0.55), at(-1.45, 0.68), at(1.2, 0.64), at(1.58, 0.5), at(1.64, 0.2))
  const cabin = polygon(at(-1.25, 0.64), at(-0.85, 1), at(0.35, 1.02), at(0.95, 0.62))
  brush.fill(cabin, lit(paintwork))
  brush.fill(body, lit(paintwork))
  brush.fill(polygon(at(-1.6, 0.18), at(-1.6, 0.3), at(1.63, 0.3), at(1.64, 0.18)), lit([0.03, 0.03, 0.035]))
  brush.fill(polygon(at(-1.02, 0.66), at(-0.78, 0.93), at(-0.22, 0.95), at(-0.22, 0.66)), lit([0.05, 0.07, 0.1]))
  brush.fill(polygon(at(-0.14, 0.66), at(-0.14, 0.95), at(0.3, 0.96), at(0.76, 0.65)), lit([0.06, 0.08, 0.12]))
  for (const wheel of [-0.98, 1.02]) {
    const [wx, wy] = at(wheel, 0.2)
    brush.fill(ellipse(wx, wy, h * 0.26, h * 0.26), lit([0.012, 0.012, 0.014]))
    brush.fill(ellipse(wx, wy, h * 0.14, h * 0.14), lit([0.25, 0.25, 0.27]))
    const spoke: Point = [wx + Math.cos(phase) * h * 0.12, wy + Math.sin(phase) * h * 0.12]
    brush.fill(limb([2 * wx - spoke[0], 2 * wy - spoke[1]], spoke, h * 0.025, h * 0.025), lit([0.06, 0.06, 0.07]))
  }
  brush.fill(ellipse(...at(1.56, 0.44), h * 0.08, h * 0.07), [1.6, 1.5, 1.2])
  brush.glow(...at(1.6, 0.44), h * 0.42, h * 0.34, [1.2, 1.1, 0.85], 0.8)
  brush.fill(ellipse(...at(-1.58, 0.5), h * 0.06, h * 0.09), [0.75, 0.03, 0.02])
  brush.glow(...at(-1.62, 0.5), h * 0.34, h * 0.28, [0.55, 0.02, 0.01], 0.5)
}
