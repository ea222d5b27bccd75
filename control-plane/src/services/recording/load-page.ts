import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { archiveObjects } from '../../db/schema/archive-objects.ts'
import { segments } from '../../db/schema/segments.ts'
import type { WatchedCamera } from '../camera/watched-camera.ts'
import {
  inOrder,
  presentStored,
  type SegmentPlace,
  type StoredSegment,
  storedColumns,
  touching,
} from './load-segments.ts'
import { objectOfSegment } from './object-of-segment.ts'

/** Of all segments of a page together: 500 minutes of half-second fragments and more. */
export const fragmentsPerPage = 100_000

/**
 * Segments that touch [fromMs, toMs), in order of time, with whole manifests: so many that they have no more than
 * {@link fragmentsPerPage} fragments, and one at least. The manifests are read when it is known which.
 * @returns whether there are more behind them.
 */
export async function loadPage(
  db: Db,
  camera: WatchedCamera,
  range: { readonly fromMs: number; readonly toMs: number },
  { limit, after }: { readonly limit: number; readonly after: SegmentPlace | null },
): Promise<{ items: StoredSegment[]; hasMore: boolean }> {
  const listed = await db
    .select({ id: segments.id, fragments: sql<number>`jsonb_array_length(${segments.manifest} -> 'fragments')` })
    .from(segments)
    .where(touching(db, camera, range, { after }))
    .orderBy(...inOrder)
    .limit(limit + 1)
  const ids: string[] = []
  let fragments = 0
  for (const segment of listed.slice(0, limit)) {
    fragments += segment.fragments
    if (ids.length > 0 && fragments > fragmentsPerPage) break
    ids.push(segment.id)
  }
  const rows = await db
    .select(storedColumns)
    .from(segments)
    .leftJoin(archiveObjects, objectOfSegment())
    .where(and(eq(segments.cameraId, camera.id), inArray(segments.id, ids)))
    .orderBy(...inOrder)
  return { items: rows.map(presentStored), hasMore: listed.length > ids.length }
}
