import { rangeQuerySchema, type Timeline } from '@nightjar/shared/api/recording.ts'
import { idSchema } from '@nightjar/shared/domain/ids.ts'
import { fromIso, toIso } from '@nightjar/shared/domain/time.ts'
import type { Context } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import { watchedCameraFor } from '../camera/watched-camera.ts'
import { loadSeams } from '../chain/load-seams.ts'
import { computeTimeline } from './compute-timeline.ts'
import { loadDamaged } from './load-damaged.ts'
import { loadTimelineEntries } from './load-timeline.ts'

/** What is known of each moment of a range: recorded and where, or why not. */
export async function getTimeline(context: Context, cameraId: unknown, range: unknown): Promise<Timeline> {
  const camera = await watchedCameraFor(context.db, context, 'recording.view', parse(idSchema, cameraId))
  const { from, to } = parse(rangeQuerySchema, range)
  const [fromMs, toMs] = [fromIso(from), fromIso(to)]
  const intervals = computeTimeline({
    fromMs,
    toMs,
    nowMs: context.clock.wallMs(),
    entries: await loadTimelineEntries(context.db, camera, { fromMs, toMs }),
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
    seams: await loadSeams(context.db, camera, { fromMs, toMs }),
    damaged: await loadDamaged(context.db, camera, { fromMs, toMs }),
  }
}
