import type { ViewRange } from './view-range.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const steps = [
  1000,
  5000,
  10_000,
  30_000,
  minute,
  2 * minute,
  5 * minute,
  10 * minute,
  15 * minute,
  30 * minute,
  hour,
  2 * hour,
  3 * hour,
  6 * hour,
  12 * hour,
  day,
  2 * day,
  7 * day,
  14 * day,
]

interface Tick {
  readonly atMs: number
  /** Midnight: gets the date. */
  readonly day: boolean
}

/** Round local times across the view, at least `minimumPx` apart: finer steps have longer labels. */
export function axisTicks(
  view: ViewRange,
  width: number,
  minimumPx: (step: number) => number,
): { readonly ticks: Tick[]; readonly step: number } {
  const perPx = (view.to - view.from) / Math.max(width, 1)
  const step = steps.find(candidate => candidate / perPx >= minimumPx(candidate)) ?? steps.at(-1)!
  const ticks: Tick[] = []
  for (let at = firstTick(view.from, step); at <= view.to && ticks.length < 500; at = nextTick(at, step)) {
    if (at >= view.from) ticks.push({ atMs: at, day: isMidnight(at) })
  }
  return { ticks, step }
}

/** Counted from local midnight, so that ticks are round also where the zone is off by half an hour. */
function firstTick(fromMs: number, step: number): number {
  const midnight = new Date(fromMs).setHours(0, 0, 0, 0)
  return step >= day ? midnight : midnight + Math.floor((fromMs - midnight) / step) * step
}

/** From midnight on it is counted anew: a day has 23 or 25 hours when clocks change. */
function nextTick(atMs: number, step: number): number {
  const date = new Date(atMs)
  const tomorrow = new Date(date.getFullYear(), date.getMonth(), date.getDate() + Math.max(1, step / day)).getTime()
  return step >= day ? tomorrow : Math.min(atMs + step, tomorrow)
}

function isMidnight(atMs: number): boolean {
  return new Date(atMs).setHours(0, 0, 0, 0) === atMs
}
