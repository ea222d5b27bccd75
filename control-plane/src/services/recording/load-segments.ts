import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import { and, asc, eq, exists, gt, gte, lt, or, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { archiveObjects } from '../../db/schema/archive-objects.ts'
import { ledgerEntries } from '../../db/schema/ledger-entries.ts'
import { segments } from '../../db/schema/segments.ts'
import type { WatchedCamera } from '../camera/watched-camera.ts'
import { claimOfSegment } from './claim-of-segment.ts'
import { objectOfSegment } from './object-of-segment.ts'
import { longestSegmentMs } from './rules/judge-manifest.ts'

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

/**
 * Segments of the camera that touch [fromMs, toMs), in order of time. `claimed`: without those to which no entry gave
 * time. They were recorded while the agent's clock was behind, over time that was accounted for before.
 */
export async function loadSegments(
  db: Db,
  camera: WatchedCamera,
  range: { fromMs: number; toMs: number },
  page: { limit: number; after: SegmentPlace | null; claimed?: boolean },
): Promise<StoredSegment[]> {
  const { after, limit } = page
  const rows = await db
    .select(storedColumns)
    .from(segments)
    .leftJoin(archiveObjects, objectOfSegment())
    .where(
      and(
        eq(segments.cameraId, camera.id),
        gte(segments.fromMs, range.fromMs - longestSegmentMs),
        lt(segments.fromMs, range.toMs),
        gt(segments.toMs, range.fromMs),
        page.claimed ? hasTime(db) : undefined,
        after === null
          ? undefined
          : or(gt(segments.fromMs, after.fromMs), and(eq(segments.fromMs, after.fromMs), gt(segments.id, after.id))),
      ),
    )
    .orderBy(asc(segments.fromMs), asc(segments.id))
    .limit(limit)
  return rows.map(presentStored)
}

const hasTime = (db: Db) => exists(db.select({ one: sql`1` }).from(ledgerEntries).where(claimOfSegment()))

export function whereaboutsOf(segment: StoredSegment): 'site' | 'archive' | 'both' | 'gone' {
  const archived = segment.objectKey !== null
  if (segment.evicted) return archived ? 'archive' : 'gone'
  return archived ? 'both' : 'site'
}

/** The site's copy can be had only while its agent is online, and is not counted on where the agent says that it is gone. */
export const isPlayable = (segment: StoredSegment, agentOnline: boolean): boolean =>
  segment.objectKey !== null || (!segment.evicted && agentOnline)
