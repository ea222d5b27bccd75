import { formatClock, formatClockMinutes, formatDay } from '../../time/format.ts'
import { axisTicks } from './axis-ticks.ts'
import type { Damage } from './damage.ts'
import { drawDamage } from './draw-damage.ts'
import { firstEndingAfter, hasPictures, type Interval } from './interval.ts'
import { type Colours, colourOf } from './timeline-colours.ts'
import { type ViewRange, xOf } from './view-range.ts'

/** Pixels of the timeline; the labels beside it use the same. */
export const rulerHeight = 28
const barHeight = 16

interface TrackPicture {
  readonly context: CanvasRenderingContext2D
  readonly width: number
  readonly rowHeight: number
  readonly view: ViewRange
  readonly colours: Colours
  readonly tracks: readonly {
    readonly intervals: readonly Interval[]
    /** Epoch ms. */
    readonly seams: readonly number[]
    readonly damaged: readonly Damage[]
    readonly selected: boolean
  }[]
  readonly playheadMs: number | null
  readonly hoverMs: number | null
  readonly nowMs: number
}

export function drawTracks(picture: TrackPicture): void {
  const { context, width, tracks, rowHeight, colours } = picture
  const height = rulerHeight + tracks.length * rowHeight
  context.clearRect(0, 0, width, height)
  drawRuler(picture, height)
  tracks.forEach((track, index) => {
    const top = rulerHeight + index * rowHeight
    if (track.selected) {
      context.fillStyle = colours.hover
      context.globalAlpha = 0.55
      context.fillRect(0, top, width, rowHeight)
      context.globalAlpha = 1
    }
    context.fillStyle = colours.line
    context.fillRect(0, top + rowHeight - 1, width, 1)
    const barTop = top + rowHeight - barHeight - Math.round((Math.min(rowHeight, 40) - barHeight) / 2)
    drawIntervals(picture, track.intervals, barTop)
    drawDamage({ context, view: picture.view, width, colours, barTop, barHeight: barHeight - 4 }, track.damaged)
    drawSeams(picture, track.seams, top)
  })
  drawNow(picture, height)
  drawHeads(picture, height)
}

function drawIntervals(picture: TrackPicture, intervals: readonly Interval[], barTop: number): void {
  const { context, view, width, colours } = picture
  for (let index = firstEndingAfter(intervals, view.from); index < intervals.length; index += 1) {
    const interval = intervals[index]!
    if (interval.from > view.to) break
    const left = Math.max(-1, xOf(view, interval.from, width))
    const right = Math.min(width + 1, xOf(view, interval.to, width))
    // A gap of a second is seen even when a week is on the screen.
    const wide = Math.max(right - left, hasPictures(interval) ? 0.5 : 1)
    context.fillStyle = colours[colourOf(interval.state)]
    if (hasPictures(interval)) {
      context.globalAlpha = interval.where === 'archive' ? 0.5 : 0.85
      context.fillRect(left, barTop, wide, barHeight - 4)
      context.globalAlpha = 1
      if (interval.where === 'archive' || interval.where === 'both') {
        context.fillStyle = colours.accent
        context.fillRect(left, barTop + barHeight - 3, wide, 3)
      }
    } else if (interval.state === 'pending') {
      // Dashes, as in the legend: what is not known yet looks like nothing that is.
      for (let x = left; x < left + wide; x += 6) context.fillRect(x, barTop + 5, Math.min(3, left + wide - x), 2)
    } else if (interval.state !== 'not-added') {
      const thin = interval.state === 'evicted' || interval.state === 'policy-off'
      context.fillRect(left, barTop + (thin ? 5 : 3), wide, thin ? 2 : 6)
    }
  }
}

/** A cut through the whole row: what is left of it and what is right of it are two chains. */
function drawSeams({ context, view, width, colours, rowHeight }: TrackPicture, seams: readonly number[], top: number) {
  context.fillStyle = colours.offline
  for (const atMs of seams) {
    const x = Math.round(xOf(view, atMs, width))
    if (x >= 0 && x <= width) for (let y = top + 2; y < top + rowHeight - 3; y += 5) context.fillRect(x - 1, y, 2, 3)
  }
}

function drawRuler({ context, width, view, colours }: TrackPicture, height: number): void {
  const { ticks, step } = axisTicks(view, width, step => (step < 60_000 ? 84 : 72))
  context.font = '11px "Inter Variable", system-ui, sans-serif'
  context.textBaseline = 'middle'
  for (const { atMs, day } of ticks) {
    const x = Math.round(xOf(view, atMs, width))
    context.fillStyle = day ? colours['line-strong'] : colours.line
    context.fillRect(x, rulerHeight - (day ? 12 : 6), 1, height - rulerHeight + (day ? 12 : 6))
    context.fillStyle = day ? colours.text : colours['text-3']
    const label = day ? formatDay(atMs) : step < 60_000 ? formatClock(atMs) : formatClockMinutes(atMs)
    const half = context.measureText(label).width / 2
    if (x - half > 2 && x + half < width - 2) context.fillText(label, x - half, 11)
  }
}

function drawNow({ context, width, view, colours, nowMs }: TrackPicture, height: number): void {
  const x = xOf(view, nowMs, width)
  if (x > width) return
  context.fillStyle = colours.bg
  context.globalAlpha = 0.55
  context.fillRect(Math.max(0, x), rulerHeight, width - Math.max(0, x), height - rulerHeight)
  context.globalAlpha = 1
}

function drawHeads({ context, width, view, colours, hoverMs, playheadMs }: TrackPicture, height: number): void {
  if (hoverMs !== null) {
    context.fillStyle = colours['text-3']
    context.fillRect(Math.round(xOf(view, hoverMs, width)), rulerHeight - 6, 1, height)
  }
  if (playheadMs === null) return
  const x = Math.round(xOf(view, playheadMs, width))
  if (x < -6 || x > width + 6) return
  context.fillStyle = colours.text
  context.fillRect(x - 0.5, rulerHeight - 8, 2, height)
  context.beginPath()
  context.moveTo(x - 5.5, rulerHeight - 12)
  context.lineTo(x + 6.5, rulerHeight - 12)
  context.lineTo(x + 6.5, rulerHeight - 6)
  context.lineTo(x + 0.5, rulerHeight)
  context.lineTo(x - 5.5, rulerHeight - 6)
  context.fill()
}
