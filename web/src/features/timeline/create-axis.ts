import { type Accessor, createSignal } from 'solid-js'
import { centred, following, heldBack, panned, spanOf, type ViewRange, zoomed } from './view-range.ts'

/** The stretch of time on the screen, and the ways to move it; none of them leads far into the future. */
export interface Axis {
  readonly view: Accessor<ViewRange>
  readonly show: (view: ViewRange) => void
  /** Turns the page where this moment is not on the screen. */
  readonly follow: (atMs: number) => void
  /** By a share of the screen: 1 is a whole one towards the future. */
  readonly pan: (screens: number) => void
  /** Around the playhead where it is on the screen, around the middle otherwise; a factor below 1 zooms in. */
  readonly zoom: (factor: number, playheadMs: number) => void
}

/** Begins with `spanMs` around `startMs`. */
export function createAxis(startMs: number, spanMs: number, now: Accessor<number>): Axis {
  const [view, setView] = createSignal(heldBack(centred(startMs, spanMs), now()))
  const show = (next: ViewRange): void => void setView(heldBack(next, now()))
  return {
    view,
    show,
    follow: atMs => show(following(view(), atMs)),
    pan: screens => show(panned(view(), spanOf(view()) * screens)),
    zoom(factor, playheadMs) {
      const { from, to } = view()
      const onScreen = playheadMs >= from && playheadMs <= to
      show(zoomed(view(), factor, onScreen ? playheadMs : (from + to) / 2))
    },
  }
}
