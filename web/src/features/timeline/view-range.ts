/** The stretch of time on the screen, epoch ms. */
export interface ViewRange {
  readonly from: number
  readonly to: number
}

export const shortestSpan = 60_000
export const longestSpan = 31 * 86_400_000

export const spanOf = (view: ViewRange): number => view.to - view.from

/** `factor` below 1 zooms in; the moment `around` stays where it is on the screen. */
export function zoomed(view: ViewRange, factor: number, around: number): ViewRange {
  const span = Math.min(longestSpan, Math.max(shortestSpan, spanOf(view) * factor))
  const share = (around - view.from) / spanOf(view)
  const from = around - share * span
  return { from, to: from + span }
}

export const panned = (view: ViewRange, byMs: number): ViewRange => ({ from: view.from + byMs, to: view.to + byMs })

export const centred = (atMs: number, span: number): ViewRange => ({ from: atMs - span / 2, to: atMs + span / 2 })

/** Never further into the future than a tenth of the screen. */
export function heldBack(view: ViewRange, nowMs: number): ViewRange {
  const beyond = view.to - (nowMs + spanOf(view) * 0.1)
  return beyond > 0 ? panned(view, -beyond) : view
}

/** The view that keeps the playhead on the screen: unchanged, or turned like a page. */
export function following(view: ViewRange, playheadMs: number): ViewRange {
  if (playheadMs >= view.from && playheadMs <= view.to) return view
  const from = playheadMs - spanOf(view) * 0.15
  return { from, to: from + spanOf(view) }
}

export const xOf = (view: ViewRange, atMs: number, width: number): number => ((atMs - view.from) / spanOf(view)) * width

export const timeAt = (view: ViewRange, x: number, width: number): number => view.from + (x / width) * spanOf(view)

const hour = 3_600_000

/**
 * How much the timeline shows at first: two hours, or less where the oldest camera is younger, so that a stranger's
 * first minutes are not a speck at the edge. `createdMs`: when each camera was added.
 */
export function firstSpan(createdMs: readonly number[], nowMs: number): number {
  return Math.min(2 * hour, Math.max(hour / 6, (nowMs - Math.min(...createdMs)) * 1.5))
}
