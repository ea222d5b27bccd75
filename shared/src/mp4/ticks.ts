/**
 * `ticks` of a clock with `from` ticks per second in ticks of `to` per second, rounded down; exact for any run that
 * fits the calendar, because whole seconds are taken out before multiplying.
 */
export function rescale(ticks: number, from: number, to: number): number {
  const seconds = Math.floor(ticks / from)
  return seconds * to + Math.floor(((ticks - seconds * from) * to) / from)
}

/** Whole milliseconds. The same tick always gives the same millisecond: that is what makes segments touch. */
export const toMs = (ticks: number, clockRate: number): number => rescale(ticks, clockRate, 1000)
