import { rangeQuerySchema, resolutionQuerySchema, type Timeline } from '@nightjar/shared/api/recording.ts'
import { idSchema } from '@nightjar/shared/domain/ids.ts'
import { fromIso, toIso } from '@nightjar/shared/domain/time.ts'
import type { Context } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import { watchedCameraFor } from '../camera/watched-camera.ts'
import { loadSeams } from '../chain/load-seams.ts'
import { coarsenTimeline } from './coarsen-timeline.ts'
import { computeTimeline } from './compute-timeline.ts'
import { loadDamaged } from './load-damaged.ts'
import { loadTimelineEntries } from './load-timeline.ts'

/**
 * What is known of each moment of a range: recorded and where, or why not. Where there is too much for one answer it ends
 * earlier and says from where to go on.
 */
export async function getTimeline(context: Context, cameraId: unknown, query: unknown): Promise<Timeline> {
  const camera = await watchedCameraFor(context.db, context, 'recording.view', parse(idSchema, cameraId))
  const { from, to } = parse(rangeQuerySchema, query)
  const { resolution } = parse(resolutionQuerySchema, query)
  const [fromMs, toMs] = [fromIso(from), fromIso(to)]
  const { entries, endMs } = await loadTimelineEntries(context.db, camera, { fromMs, toMs })
  const exact = computeTimeline({
    fromMs,
    toMs: endMs,
    nowMs: context.clock.wallMs(),
    entries,
    openSegmentStartMs: camera.openSegmentStartMs,
    outage: camera.outage,
  })
  const intervals = resolution > 0 ? coarsenTimeline(exact, resolution * 1000) : exact
  return {
    cameraId: camera.id,
    from: toIso(fromMs),
    to: toIso(toMs),
    intervals: intervals.map(({ fromMs: start, toMs: end, ...rest }) => ({
      from: toIso(start),
      to: toIso(end),
      ...rest,
    })),
    seams: await loadSeams(context.db, camera, { fromMs, toMs: endMs }),
    damaged: await loadDamaged(context.db, camera, { fromMs, toMs: endMs }),
    next: endMs < toMs ? toIso(endMs) : null,
  }
}
