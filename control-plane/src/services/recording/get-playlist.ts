import { rangeQuerySchema } from '@nightjar/shared/api/recording.ts'
import { idSchema } from '@nightjar/shared/domain/ids.ts'
import { fromIso, toIso } from '@nightjar/shared/domain/time.ts'
import { z } from 'zod'
import type { Context } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import { watchedCameraFor } from '../camera/watched-camera.ts'
import { buildPlaylist } from './build-playlist.ts'
import { fragmentsPathOf, initPathOf } from './list-segments.ts'
import { loadPlayed } from './load-played.ts'
import { isPlayable, type Kept } from './load-segments.ts'

/** A day of 5 s segments; what lies behind needs a playlist of its own. */
export const segmentsMax = 17_280

export interface Playlist {
  readonly text: string
  /** Where the playlist of the rest of the range begins; null: this is all. */
  readonly next: string | null
}

const querySchema = z.object({ deleted: z.literal('ask').optional() })

/**
 * An HLS playlist of what can be played of a range now; the rest is left out.
 * @param query the range; `deleted`: what the agent says was deleted is in it as well while the agent is online, and the
 *   site answers for each part whether it has it.
 */
export async function getPlaylist(context: Context, cameraId: unknown, query: unknown): Promise<Playlist> {
  const camera = await watchedCameraFor(context.db, context, 'recording.view', parse(idSchema, cameraId))
  const { from, to } = parse(rangeQuerySchema, query)
  const { deleted } = parse(querySchema, query)
  const window = { fromMs: fromIso(from), toMs: fromIso(to) }
  const found = await loadPlayed(context.db, camera, window, segmentsMax + 1)
  const next = found[segmentsMax]?.wallStartMs
  const wanted = ({ evicted, objectKey }: Kept) =>
    isPlayable({ objectKey, evicted: evicted && deleted !== 'ask' }, camera.agentOnline)
  const played = found.slice(0, segmentsMax).filter(wanted)
  const text = buildPlaylist(played, {
    init: initPathOf,
    fragments: (segmentId, { runZeroMs, withInit }) =>
      `${fragmentsPathOf(segmentId)}?runZero=${runZeroMs}${withInit ? '&init=yes' : ''}`,
  })
  return { text, next: next === undefined ? null : toIso(next) }
}
