import type { TimelineInterval } from './compute-timeline.ts'

export interface CoarseInterval extends TimelineInterval {
  /** So many spans that are shorter than what was asked for; state, cause and place are what most of the time says. */
  readonly merged?: number
}

/**
 * The intervals as somebody sees them who can tell no less than `resolutionMs` apart: neighbours that say the same are
 * one, and where several short ones follow each other they become one within each step of the resolution, marked as
 * such. A short one that is alone between long ones stays as it is, so that no gap is lost in a recording. At most two
 * intervals for each step, whatever came in.
 * @param intervals in order, without hole.
 * @param resolutionMs over 0.
 */
export function coarsenTimeline(intervals: readonly TimelineInterval[], resolutionMs: number): CoarseInterval[] {
  const coarse: CoarseInterval[] = []
  let short: TimelineInterval[] = []
  const stepOf = (ms: number) => Math.floor(ms / resolutionMs)
  const flush = () => {
    if (short.length > 0) coarse.push(asOne(short))
    short = []
  }
  for (const interval of joinAlike(intervals)) {
    const isLong = interval.toMs - interval.fromMs >= resolutionMs
    if (isLong || (short.length > 0 && stepOf(short[0]!.fromMs) !== stepOf(interval.fromMs))) flush()
    if (isLong) coarse.push(interval)
    else short.push(interval)
  }
  flush()
  return coarse
}

/** Segments are not told apart any more. */
function joinAlike(intervals: readonly TimelineInterval[]): TimelineInterval[] {
  const joined: TimelineInterval[] = []
  for (const interval of intervals) {
    const last = joined.at(-1)
    if (last && saysOf(last) === saysOf(interval)) joined[joined.length - 1] = { ...last, toMs: interval.toMs }
    else joined.push({ ...interval, segmentId: null })
  }
  return joined
}

const saysOf = ({ state, cause, where }: TimelineInterval): string => `${state} ${cause} ${where}`

function asOne(short: readonly TimelineInterval[]): CoarseInterval {
  const [first] = short
  if (short.length === 1) return first!
  const lengths = new Map<string, number>()
  for (const one of short) lengths.set(saysOf(one), (lengths.get(saysOf(one)) ?? 0) + one.toMs - one.fromMs)
  const [most] = [...lengths].reduce((longest, next) => (next[1] > longest[1] ? next : longest))
  const prevailing = short.find(one => saysOf(one) === most)!
  return { ...prevailing, fromMs: first!.fromMs, toMs: short.at(-1)!.toMs, merged: short.length }
}
