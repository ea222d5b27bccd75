import type { Point } from './shape.ts'

/** A way that is taken again and again: someone is under way for a part of each round, then it is quiet. */
export interface Walk {
  readonly everySeconds: number
  readonly startSeconds: number
  readonly durationSeconds: number
  readonly from: Point
  readonly to: Point
  /** Height at `from` and `to`: what comes nearer grows. */
  readonly heights: readonly [number, number]
  /** Steps (full turns of the phase) per second. */
  readonly stepsPerSecond: number
}

export interface Position {
  readonly x: number
  readonly y: number
  readonly height: number
  readonly direction: 1 | -1
  readonly phase: number
}

/** Where they are at this moment; null while nobody is under way. */
export function whereOn(walk: Walk, utcMs: number): Position | null {
  const seconds = (utcMs / 1000 - walk.startSeconds) % walk.everySeconds
  const t = seconds / walk.durationSeconds
  if (t < 0 || t > 1) return null
  const [near, far] = walk.heights
  return {
    x: walk.from[0] + (walk.to[0] - walk.from[0]) * t,
    y: walk.from[1] + (walk.to[1] - walk.from[1]) * t,
    height: near + (far - near) * t,
    direction: walk.to[0] >= walk.from[0] ? 1 : -1,
    phase: seconds * walk.stepsPerSecond * 2 * Math.PI,
  }
}
