import { pageQuerySchema } from '@nightjar/shared/api/page.ts'
import { rangeQuerySchema, type Segment } from '@nightjar/shared/api/recording.ts'
import { idSchema } from '@nightjar/shared/domain/ids.ts'
import { fromIso } from '@nightjar/shared/domain/time.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { Context } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import { watchedCameraFor } from '../camera/watched-camera.ts'
import { loadPage } from './load-page.ts'
import { isPlayable, type SegmentPlace, type StoredSegment, whereaboutsOf } from './load-segments.ts'

interface SegmentPage {
  readonly items: Segment[]
  readonly nextCursor: string | null
}

/**
 * The segments that touch a range, in order of time, with where their bytes are; fewer than `limit` where their lists of
 * fragments are long.
 */
export async function listSegments(
  context: Context,
  cameraId: unknown,
  query: { from?: unknown; to?: unknown; limit?: unknown; cursor?: unknown },
): Promise<SegmentPage> {
  const camera = await watchedCameraFor(context.db, context, 'recording.view', parse(idSchema, cameraId))
  const { from, to } = parse(rangeQuerySchema, query)
  const { limit, cursor } = parse(pageQuerySchema, query)
  const range = { fromMs: fromIso(from), toMs: fromIso(to) }
  const after = cursor === undefined ? null : readCursor(cursor)
  const { items, hasMore } = await loadPage(context.db, camera, range, { limit, after })
  const last = hasMore ? items.at(-1) : undefined
  return {
    items: items.map(segment => presentSegment(segment, camera.agentOnline)),
    nextCursor: last === undefined ? null : `${last.manifest.wallStartMs}_${last.manifest.segmentId}`,
  }
}

export const mediaPathOf = (segmentId: string): string => `/api/v1/segments/${segmentId}/media`
export const initPathOf = (segmentId: string): string => `/api/v1/segments/${segmentId}/init.mp4`
export const fragmentsPathOf = (segmentId: string): string => `/api/v1/segments/${segmentId}/fragments.mp4`

function presentSegment(segment: StoredSegment, agentOnline: boolean): Segment {
  return {
    manifest: segment.manifest,
    where: whereaboutsOf(segment),
    playable: isPlayable(segment, agentOnline),
    mediaUrl: mediaPathOf(segment.manifest.segmentId),
  }
}

function readCursor(cursor: string): SegmentPlace {
  const [fromMs, id] = cursor.split('_')
  const parsed = idSchema.safeParse(id)
  if (!parsed.success || !/^\d{1,15}$/.test(fromMs ?? ''))
    throw new AppError('input.invalid', {
      fields: [{ pointer: '/cursor', detail: 'use nextCursor of the page before' }],
    })
  return { fromMs: Number(fromMs), id: parsed.data }
}
