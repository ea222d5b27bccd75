import { rangeQuerySchema, type Timeline } from '@nightjar/shared/api/recording.ts'
import { idSchema } from '@nightjar/shared/domain/ids.ts'
import { fromIso, toIso } from '@nightjar/shared/domain/time.ts'
import type { Context } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import { authorize } from '../../policy/authorize.ts'
import { computeTimeline } from './compute-timeline.ts'
import { loadTimelineEntries } from './load-timeline.ts'
import { loadWatchedCamera } from './load-watched.ts'

/** What is known of each moment of a range: recorded and where, or why not. */
export async function getTimeline(context: Context, cameraId: unknown, range: unknown): Promise<Timeline> {
  authorize(context, 'recording.view')
  const { from, to } = parse(rangeQuerySchema, range)
  const [fromMs, toMs] = [fromIso(from), fromIso(to)]
  const camera = await loadWatchedCamera(context.db, context.actor, parse(idSchema, cameraId))
  const intervals = computeTimeline({
    fromMs,
    toMs,
    nowMs: context.clock.wallMs(),
    entries: await loadTimelineEntries(context.db, camera.id, { fromMs, toMs }),
    openSegmentStartMs: camera.openSegmentStartMs,
    outage: camera.outage,
  })
  return {
    cameraId: camera.id,
    from: toIso(fromMs),
    to: toIso(toMs),
    intervals: intervals.map(({ fromMs: start, toMs: end, ...rest }) => ({
      from: toIso(start),
      to: toIso(end),
      ...rest,
    })),
  }
}
