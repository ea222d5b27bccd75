import type { Damage } from './damage.ts'
import type { Colours } from './timeline-colours.ts'
import { type ViewRange, xOf } from './view-range.ts'

interface DamagePicture {
  readonly context: CanvasRenderingContext2D
  readonly width: number
  readonly view: ViewRange
  readonly colours: Colours
  /** Of the bars of recordings, which it lies over. */
  readonly barTop: number
  readonly barHeight: number
}

/** Stripes through the bar, so that it shows without colours too, under a line that shows where they are too fine. */
export function drawDamage(picture: DamagePicture, damages: readonly Damage[]): void {
  const { context, view, width, colours, barTop, barHeight } = picture
  for (const { from, to } of damages) {
    if (to <= view.from || from >= view.to) continue
    const left = Math.max(0, xOf(view, from, width))
    const right = Math.min(width, Math.max(xOf(view, to, width), left + 2))
    context.fillStyle = colours.surface
    for (let x = left + 2; x < right; x += 5) context.fillRect(x, barTop, Math.min(2, right - x), barHeight)
    context.fillStyle = colours.connecting
    context.fillRect(left, barTop - 3, right - left, 3)
  }
}
