import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import { and, asc, eq, gt, gte, lt, or } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { archiveObjects } from '../../db/schema/archive-objects.ts'
import { segments } from '../../db/schema/segments.ts'
import type { WatchedCamera } from '../camera/watched-camera.ts'

/** No segment is longer: 300 s, and then some for a camera that sends keyframes rarely. */
const longestMs = 900_000

export interface StoredSegment {
  readonly manifest: SegmentManifest
  readonly evicted: boolean
  /** null: not in the archive. */
  readonly objectKey: string | null
}

/** Where a list goes on: behind this segment. */
export interface SegmentPlace {
  readonly fromMs: number
  readonly id: string
}

export const storedColumns = {
  manifest: segments.manifest,
  evictedAtMs: segments.evictedAtMs,
  objectKey: archiveObjects.objectKey,
}
export const presentStored = (row: {
  manifest: SegmentManifest
  evictedAtMs: number | null
  objectKey: string | null
}) => ({
  manifest: row.manifest,
  evicted: row.evictedAtMs !== null,
  objectKey: row.objectKey,
})

/** Segments of the camera that touch [fromMs, toMs), in order of time. */
export async function loadSegments(
  db: Db,
  camera: WatchedCamera,
  range: { fromMs: number; toMs: number },
  page: { limit: number; after: SegmentPlace | null },
): Promise<StoredSegment[]> {
  const { after, limit } = page
  const rows = await db
    .select(storedColumns)
    .from(segments)
    .leftJoin(archiveObjects, eq(archiveObjects.segmentId, segments.id))
    .where(
      and(
        eq(segments.cameraId, camera.id),
        gte(segments.fromMs, range.fromMs - longestMs),
        lt(segments.fromMs, range.toMs),
        gt(segments.toMs, range.fromMs),
        after === null
          ? undefined
          : or(gt(segments.fromMs, after.fromMs), and(eq(segments.fromMs, after.fromMs), gt(segments.id, after.id))),
      ),
    )
    .orderBy(asc(segments.fromMs), asc(segments.id))
    .limit(limit)
  return rows.map(presentStored)
}

export function whereaboutsOf(segment: StoredSegment): 'site' | 'archive' | 'both' | 'gone' {
  const archived = segment.objectKey !== null
  if (segment.evicted) return archived ? 'archive' : 'gone'
  return archived ? 'both' : 'site'
}

/** The site's copy can be had only while its agent is online. */
export const isPlayable = (segment: StoredSegment, agentOnline: boolean): boolean =>
  segment.objectKey !== null || (!segment.evicted && agentOnline)
