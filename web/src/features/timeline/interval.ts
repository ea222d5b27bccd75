import type { Timeline } from '@nightjar/shared/api/recording.ts'

type WireInterval = Timeline['intervals'][number]

/** A stretch of one camera's time in one state; neighbours that say the same are one. */
export interface Interval {
  readonly from: number
  readonly to: number
  /** `not-added`: before the camera was added; the API calls that `pending`. */
  readonly state: WireInterval['state'] | 'not-added'
  readonly cause: string | null
  readonly where: WireInterval['where']
}

/** In order and without overlap, as the API gives them. */
export function mergeIntervals(intervals: readonly WireInterval[]): Interval[] {
  const merged: Interval[] = []
  for (const { from, to, state, cause, where } of intervals) {
    append(merged, { from: Date.parse(from), to: Date.parse(to), state, cause, where })
  }
  return merged
}

/** Joins what came in pieces, already in order. */
export function joinIntervals(pieces: readonly (readonly Interval[])[]): Interval[] {
  const joined: Interval[] = []
  for (const piece of pieces) for (const interval of piece) append(joined, interval)
  return joined
}

function append(list: Interval[], next: Interval): void {
  if (next.to <= next.from) return
  const last = list.at(-1)
  if (last !== undefined && last.to >= next.from && sayTheSame(last, next)) {
    list[list.length - 1] = { ...last, to: next.to }
  } else list.push(next)
}

const sayTheSame = (a: Interval, b: Interval): boolean =>
  a.state === b.state && a.cause === b.cause && a.where === b.where

/** Nobody will ever report what was before the camera was added: that is not to be waited for. */
export function sinceAdded(intervals: readonly Interval[], addedMs: number): readonly Interval[] {
  const first = intervals[0]
  if (first === undefined || !(first.from < addedMs)) return intervals
  return intervals.flatMap((interval): Interval[] => {
    if (interval.state !== 'pending' || interval.from >= addedMs) return [interval]
    const before: Interval = { ...interval, to: Math.min(interval.to, addedMs), state: 'not-added' }
    return interval.to > addedMs ? [before, { ...interval, from: addedMs }] : [before]
  })
}

/** Index of the first interval that ends after `atMs`. */
export function firstEndingAfter(intervals: readonly Interval[], atMs: number): number {
  let low = 0
  let high = intervals.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (intervals[middle]!.to > atMs) high = middle
    else low = middle + 1
  }
  return low
}

export function intervalAt(intervals: readonly Interval[], atMs: number): Interval | null {
  const found = intervals[firstEndingAfter(intervals, atMs)]
  return found !== undefined && found.from <= atMs ? found : null
}

/** There are pictures of it somewhere. */
export const hasPictures = (interval: Interval): boolean =>
  interval.state === 'recorded' || interval.state === 'recording'

/** Where the next stretch without pictures begins, or where the one before `atMs` began; null if none is loaded. */
export function neighbouringGap(intervals: readonly Interval[], atMs: number, direction: 1 | -1): number | null {
  const starts = intervals
    .filter((interval, index) => {
      const before = intervals[index - 1]
      return isGap(interval) && (before === undefined || !isGap(before))
    })
    .map(interval => interval.from)
  // A second of tolerance: a jump lands two seconds before the gap, and the next one must not find it again.
  if (direction === 1) return starts.find(start => start > atMs + 3000) ?? null
  return starts.findLast(start => start < atMs - 1000) ?? null
}

const isGap = (interval: Interval): boolean =>
  !hasPictures(interval) && interval.state !== 'pending' && interval.state !== 'not-added'
