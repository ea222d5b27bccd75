import { rangeQuerySchema } from '@nightjar/shared/api/recording.ts'
import { idSchema } from '@nightjar/shared/domain/ids.ts'
import { fromIso } from '@nightjar/shared/domain/time.ts'
import type { Context } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import { watchedCameraFor } from '../camera/watched-camera.ts'
import { buildPlaylist } from './build-playlist.ts'
import { fragmentsPathOf, initPathOf } from './list-segments.ts'
import { isPlayable, loadSegments } from './load-segments.ts'

/** A day of 5 s segments; what lies behind needs a playlist of its own. */
const segmentsMax = 17_280

/** An HLS playlist of what can be played of a range now; the rest is left out. */
export async function getPlaylist(context: Context, cameraId: unknown, range: unknown): Promise<string> {
  const camera = await watchedCameraFor(context.db, context, 'recording.view', parse(idSchema, cameraId))
  const { from, to } = parse(rangeQuerySchema, range)
  const window = { fromMs: fromIso(from), toMs: fromIso(to) }
  const found = await loadSegments(context.db, camera, window, { limit: segmentsMax, after: null, claimed: true })
  const playable = found.filter(segment => isPlayable(segment, camera.agentOnline)).map(({ manifest }) => manifest)
  return buildPlaylist(playable, {
    init: initPathOf,
    fragments: (segmentId, { runZeroMs, withInit }) =>
      `${fragmentsPathOf(segmentId)}?runZero=${runZeroMs}${withInit ? '&init=yes' : ''}`,
  })
}
