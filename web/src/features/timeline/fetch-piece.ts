import type { Seam } from '@nightjar/shared/api/chain.ts'
import type { Timeline } from '@nightjar/shared/api/recording.ts'
import { getTimeline } from '../../api/recording.ts'
import { unwrap } from '../../api/result.ts'
import { type Damage, joinDamage, readDamage } from './damage.ts'
import { type Interval, joinIntervals, mergeIntervals } from './interval.ts'

/** What is known of a stretch of one camera's time. */
export interface Known {
  readonly intervals: readonly Interval[]
  readonly seams: readonly Seam[]
  readonly damaged: readonly Damage[]
  /** There is more than was asked for: the end of the stretch is missing. */
  readonly isCut: boolean
}

/** A week of segments of five seconds takes eleven. */
const answersMax = 16

/**
 * All of [fromMs, toMs), in as many answers as it takes, up to some bound.
 * @param resolution seconds that need not be told apart; 0: all is exact.
 */
export async function fetchPiece(
  cameraId: string,
  { fromMs, toMs, resolution }: { readonly fromMs: number; readonly toMs: number; readonly resolution: number },
  signal: AbortSignal,
): Promise<Known> {
  const parts: (readonly Interval[])[] = []
  const seams: Seam[] = []
  const damaged: Damage[][] = []
  let nextMs: number | null = fromMs
  for (let answers = 0; nextMs !== null && answers < answersMax; answers++) {
    const answer: Timeline = unwrap(await getTimeline(cameraId, { fromMs: nextMs, toMs, resolution }, signal))
    parts.push(mergeIntervals(answer.intervals))
    seams.push(...answer.seams)
    damaged.push(readDamage(answer.damaged))
    nextMs = answer.next === null ? null : Date.parse(answer.next)
  }
  return { intervals: joinIntervals(parts), seams, damaged: joinDamage(damaged), isCut: nextMs !== null }
}
