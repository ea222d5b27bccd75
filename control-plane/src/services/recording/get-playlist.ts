import { rangeQuerySchema } from '@nightjar/shared/api/recording.ts'
import { idSchema } from '@nightjar/shared/domain/ids.ts'
import { fromIso } from '@nightjar/shared/domain/time.ts'
import { z } from 'zod'
import type { Context } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import { watchedCameraFor } from '../camera/watched-camera.ts'
import { buildPlaylist } from './build-playlist.ts'
import { fragmentsPathOf, initPathOf } from './list-segments.ts'
import { isPlayable, loadSegments, type StoredSegment } from './load-segments.ts'

/** A day of 5 s segments; what lies behind needs a playlist of its own. */
const segmentsMax = 17_280

const querySchema = z.object({ deleted: z.literal('ask').optional() })

/**
 * An HLS playlist of what can be played of a range now; the rest is left out.
 * @param query the range; `deleted`: what the agent says was deleted is in it as well while the agent is online, and the
 *   site answers for each part whether it has it.
 */
export async function getPlaylist(context: Context, cameraId: unknown, query: unknown): Promise<string> {
  const camera = await watchedCameraFor(context.db, context, 'recording.view', parse(idSchema, cameraId))
  const { from, to } = parse(rangeQuerySchema, query)
  const { deleted } = parse(querySchema, query)
  const window = { fromMs: fromIso(from), toMs: fromIso(to) }
  const found = await loadSegments(context.db, camera, window, { limit: segmentsMax, after: null, claimed: true })
  const wanted = ({ evicted, ...rest }: StoredSegment) =>
    isPlayable({ ...rest, evicted: evicted && deleted !== 'ask' }, camera.agentOnline)
  const played = found.filter(wanted).map(({ manifest }) => manifest)
  return buildPlaylist(played, {
    init: initPathOf,
    fragments: (segmentId, { runZeroMs, withInit }) =>
      `${fragmentsPathOf(segmentId)}?runZero=${runZeroMs}${withInit ? '&init=yes' : ''}`,
  })
}
