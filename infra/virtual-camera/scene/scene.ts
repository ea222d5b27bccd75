import type { Canvas } from './canvas.ts'

export interface Painter {
  /** Draws the whole picture as it is at this moment. The same moment gives the same picture at every size. */
  paint(utcMs: number): void
}

export interface Scene {
  /** Renders what never moves, once; takes part of a second. */
  prepare(canvas: Canvas): Painter
}
