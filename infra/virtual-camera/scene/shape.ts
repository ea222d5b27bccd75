import { smoothNoise } from './noise.ts'

/** A region of the picture in design units. */
export interface Shape {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
  /** Signed distance to the edge in design units, negative inside; need be right only near the edge. */
  distance(x: number, y: number): number
}

/** Math.hypot guards against overflow at ten times the price. */
const length = (x: number, y: number): number => Math.sqrt(x * x + y * y)

export type Point = readonly [x: number, y: number]

export function ellipse(cx: number, cy: number, rx: number, ry: number): Shape {
  const least = Math.min(rx, ry)
  return {
    left: cx - rx,
    top: cy - ry,
    right: cx + rx,
    bottom: cy + ry,
    distance: (x, y) => (length((x - cx) / rx, (y - cy) / ry) - 1) * least,
  }
}

export function rectangle(left: number, top: number, right: number, bottom: number): Shape {
  return {
    left,
    top,
    right,
    bottom,
    distance: (x, y) => Math.max(left - x, x - right, top - y, y - bottom),
  }
}

/** A line with round ends, `from` and `to` thick: a limb, a post, a branch. */
export function limb(a: Point, b: Point, from: number, to: number): Shape {
  const [ax, ay] = a
  const dx = b[0] - ax
  const dy = b[1] - ay
  const length2 = dx * dx + dy * dy || 1
  const reach = Math.max(from, to)
  return {
    left: Math.min(ax, b[0]) - reach,
    top: Math.min(ay, b[1]) - reach,
    right: Math.max(ax, b[0]) + reach,
    bottom: Math.max(ay, b[1]) + reach,
    distance(x, y) {
      const t = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length2))
      return length(x - ax - t * dx, y - ay - t * dy) - (from + (to - from) * t)
    },
  }
}

/** Any simple polygon. */
export function polygon(...points: readonly Point[]): Shape {
  const xs = Float64Array.from(points, point => point[0])
  const ys = Float64Array.from(points, point => point[1])
  return {
    left: Math.min(...xs),
    top: Math.min(...ys),
    right: Math.max(...xs),
    bottom: Math.max(...ys),
    distance(x, y) {
      let nearest = Number.POSITIVE_INFINITY
      let inside = false
      for (let i = 0, j = xs.length - 1; i < xs.length; j = i++) {
        const ax = xs[i]!
        const ay = ys[i]!
        const ex = xs[j]! - ax
        const ey = ys[j]! - ay
        const px = x - ax
        const py = y - ay
        const t = Math.max(0, Math.min(1, (px * ex + py * ey) / (ex * ex + ey * ey)))
        const dx = px - t * ex
        const dy = py - t * ey
        nearest = Math.min(nearest, dx * dx + dy * dy)
        if (py < 0 !== y < ys[j]! && px < (ex * py) / ey) inside = !inside
      }
      return inside ? -Math.sqrt(nearest) : Math.sqrt(nearest)
    },
  }
}

/** The same with a ragged edge, for leaves: `depth` design units in and out, features of `grain` units. */
export function ragged(shape: Shape, depth: number, grain: number, seed: number): Shape {
  return {
    left: shape.left - depth,
    top: shape.top - depth,
    right: shape.right + depth,
    bottom: shape.bottom + depth,
    distance: (x, y) => shape.distance(x, y) + (smoothNoise(x / grain, y / grain, seed) - 0.5) * 2 * depth,
  }
}

/** Everything below a line y = height(x), down to `bottom`. */
export function below(left: number, right: number, top: number, bottom: number, height: (x: number) => number): Shape {
  return { left, top, right, bottom, distance: (x, y) => height(x) - y }
}
