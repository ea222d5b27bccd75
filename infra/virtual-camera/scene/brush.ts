import { type Canvas, designHeight, designWidth } from './canvas.ts'
import { type Colour, toYuv } from './colour.ts'
import type { Shape } from './shape.ts'

/** Draws moving things straight into the planes. */
export interface Brush {
  /** `colour` is the light that comes from the shape; `opacity` 0 to 1. */
  fill(shape: Shape, colour: Colour, opacity?: number): void
  /** A soft spot that fades towards its edge; brightens where `colour` is brighter than the picture. */
  glow(cx: number, cy: number, rx: number, ry: number, colour: Colour, strength: number): void
}

export function createBrush(canvas: Canvas): Brush {
  const planes = [
    { target: canvas.y, stride: canvas.yStride, divisor: 1 },
    { target: canvas.u, stride: canvas.cStride, divisor: 2 },
    { target: canvas.v, stride: canvas.cStride, divisor: 2 },
  ] as const
  return {
    fill(shape, colour, opacity = 1) {
      const values = toYuv(colour)
      for (const [index, { target, stride, divisor }] of planes.entries()) {
        const area = areaOf(canvas, divisor, shape)
        fillPlane(target, stride, area, shape, values[index]!, opacity)
      }
    },
    glow(cx, cy, rx, ry, colour, strength) {
      const bounds = { left: cx - rx, top: cy - ry, right: cx + rx, bottom: cy + ry }
      const values = toYuv(colour)
      for (const [index, { target, stride, divisor }] of planes.entries()) {
        const area = areaOf(canvas, divisor, bounds)
        glowPlane(target, stride, area, bounds, values[index]!, strength)
      }
    },
  }
}

type Bounds = Omit<Shape, 'distance'>

interface Area {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
  /** Samples per design unit. */
  readonly scaleX: number
  readonly scaleY: number
}

/** The samples of a plane that the bounds may touch. */
function areaOf(canvas: Canvas, divisor: number, bounds: Bounds): Area {
  const width = canvas.width / divisor
  const height = canvas.height / divisor
  const scaleX = width / designWidth
  const scaleY = height / designHeight
  return {
    left: Math.max(0, Math.floor((bounds.left - 1) * scaleX)),
    top: Math.max(0, Math.floor((bounds.top - 1) * scaleY)),
    right: Math.min(width, Math.ceil((bounds.right + 1) * scaleX)),
    bottom: Math.min(height, Math.ceil((bounds.bottom + 1) * scaleY)),
    scaleX,
    scaleY,
  }
}

/** Walks each row by the distance to the edge: far from it whole runs are left or filled at once. */
function fillPlane(target: Uint8Array, stride: number, area: Area, shape: Shape, value: number, opacity: number): void {
  for (let row = area.top; row < area.bottom; row++) {
    const y = (row + 0.5) / area.scaleY
    const line = row * stride
    for (let column = area.left; column < area.right; ) {
      const distance = shape.distance((column + 0.5) / area.scaleX, y) * area.scaleX
      const run = Math.max(1, Math.floor(Math.abs(distance) - 0.5))
      const amount = Math.min(1, 0.5 - distance) * opacity
      const end = Math.min(area.right, column + run)
      if (amount >= 1) target.fill(value + 0.5, line + column, line + end)
      else if (amount > 0) {
        for (let at = line + column; at < line + end; at++)
          target[at] = target[at]! * (1 - amount) + value * amount + 0.5
      }
      column = end
    }
  }
}

function glowPlane(
  target: Uint8Array,
  stride: number,
  area: Area,
  bounds: Bounds,
  value: number,
  strength: number,
): void {
  const cx = ((bounds.left + bounds.right) / 2) * area.scaleX
  const cy = ((bounds.top + bounds.bottom) / 2) * area.scaleY
  const rx = ((bounds.right - bounds.left) / 2) * area.scaleX
  const ry = ((bounds.bottom - bounds.top) / 2) * area.scaleY
  for (let row = area.top; row < area.bottom; row++) {
    const dy = (row + 0.5 - cy) / ry
    const half = Math.sqrt(Math.max(0, 1 - dy * dy)) * rx
    const end = Math.min(area.right, Math.ceil(cx + half))
    for (let column = Math.max(area.left, Math.floor(cx - half)); column < end; column++) {
      const dx = (column + 0.5 - cx) / rx
      const rest = 1 - dx * dx - dy * dy
      if (rest <= 0) continue
      const amount = rest * rest * strength
      const at = row * stride + column
      target[at] = target[at]! * (1 - amount) + value * amount + 0.5
    }
  }
}
