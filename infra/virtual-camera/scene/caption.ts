import type { Canvas } from './canvas.ts'
import { dot, glyphHeight, glyphWidth } from './glyphs.ts'

const ink = 226
const shade = 20

/** Picture rows per dot of the font: legible on the sub stream, unobtrusive on the main one. */
export const dotSize = (height: number): number => Math.max(1, Math.round(height / 270))

export const textWidth = (text: string, size: number): number => (text.length * (glyphWidth + 1) - 1) * size

/** White on a dark outline, luma only: readable on sky and lamp alike. Pixels. */
export function writeText(canvas: Canvas, text: string, left: number, top: number, size: number): void {
  const outline = Math.max(1, Math.round(size / 2))
  for (const [grow, level] of [
    [outline, shade],
    [0, ink],
  ] as const) {
    for (let index = 0; index < text.length; index++) {
      const character = text[index]!
      const x0 = left + index * (glyphWidth + 1) * size
      for (let row = 0; row < glyphHeight; row++) {
        for (let column = 0; column < glyphWidth; column++) {
          if (!dot(character, column, row)) continue
          block(canvas, x0 + column * size - grow, top + row * size - grow, size + 2 * grow, level)
        }
      }
    }
  }
}

function block(canvas: Canvas, left: number, top: number, size: number, level: number): void {
  const from = Math.max(0, left)
  const to = Math.min(canvas.width, left + size)
  for (let row = Math.max(0, top); row < Math.min(canvas.height, top + size); row++) {
    canvas.y.fill(level, row * canvas.yStride + from, row * canvas.yStride + to)
  }
}

/** `2026-11-21 02:15:32.4`: UTC, whole tenths. */
export const clockText = (utcMs: number): string => new Date(utcMs).toISOString().slice(0, 21).replace('T', ' ')
