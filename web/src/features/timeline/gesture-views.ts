import { panned, spanOf, timeAt, type ViewRange, zoomed } from './view-range.ts'

/** Fingers nearer than this are taken for this far apart, px: else the smallest tremble would zoom. */
const nearest = 20
/** Of a turn of the wheel, px: some mice send hundreds at once. */
const furthest = 200
/** Zoom by each px of the wheel. */
const wheelRate = 0.0022
/** Height of a line where the wheel counts in lines (DOM_DELTA_LINE). */
const linePx = 16

/** The view after one of two fingers moved from `fromX` to `toX` while the other lay at `otherX`; px of `width`. */
export function pinched(view: ViewRange, fromX: number, toX: number, otherX: number, width: number): ViewRange {
  const wide = Math.max(nearest, Math.abs(fromX - otherX))
  const wider = Math.max(nearest, Math.abs(toX - otherX))
  const next = zoomed(view, wide / wider, timeAt(view, (fromX + otherX) / 2, width))
  return panned(next, (-(toX - fromX) / 2 / width) * spanOf(next))
}

/** The parts of a WheelEvent that count here. */
interface WheelTurn {
  readonly deltaX: number
  readonly deltaY: number
  readonly deltaMode: number
  readonly shiftKey: boolean
}

/** The view after a turn of the wheel with the pointer at `x`: sideways (or with shift) pans, up and down zooms. */
export function wheeled(view: ViewRange, turn: WheelTurn, x: number, width: number): ViewRange {
  const sideways = turn.shiftKey || Math.abs(turn.deltaX) > Math.abs(turn.deltaY)
  const delta = (turn.deltaMode === 1 ? linePx : 1) * (sideways ? turn.deltaX || turn.deltaY : turn.deltaY)
  if (sideways) return panned(view, (delta / width) * spanOf(view))
  const held = Math.min(Math.max(delta, -furthest), furthest)
  return zoomed(view, Math.exp(held * wheelRate), timeAt(view, x, width))
}
