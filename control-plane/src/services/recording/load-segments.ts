import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import { and, asc, eq, exists, gt, gte, lt, or, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { archiveObjects } from '../../db/schema/archive-objects.ts'
import { ledgerEntries } from '../../db/schema/ledger-entries.ts'
import { segments } from '../../db/schema/segments.ts'
import type { WatchedCamera } from '../camera/watched-camera.ts'
import { claimOfSegment } from './claim-of-segment.ts'
import { longestSegmentMs } from './rules/judge-manifest.ts'

/** Where a segment's bytes are. */
export interface Kept {
  readonly evicted: boolean
  /** null: not in the archive. */
  readonly objectKey: string | null
}

/** With its list of fragments, which may be 50 KB: for one segment, or for a page that is bounded by them. */
export interface StoredSegment extends Kept {
  readonly manifest: SegmentManifest
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
 * Which segments of the camera touch [fromMs, toMs), behind a place where one is given. What a long list selects of their
 * manifests has no list of fragments.
 * @param claimed without those to which no entry gave time. They were recorded while the agent's clock was behind, over
 *   time that was accounted for before.
 */
export const touching = (
  db: Db,
  camera: WatchedCamera,
  range: { readonly fromMs: number; readonly toMs: number },
  { after = null, claimed = false }: { readonly after?: SegmentPlace | null; readonly claimed?: boolean },
) =>
  and(
    eq(segments.cameraId, camera.id),
    gte(segments.fromMs, range.fromMs - longestSegmentMs),
    lt(segments.fromMs, range.toMs),
    gt(segments.toMs, range.fromMs),
    claimed ? hasTime(db) : undefined,
    after === null
      ? undefined
      : or(gt(segments.fromMs, after.fromMs), and(eq(segments.fromMs, after.fromMs), gt(segments.id, after.id))),
  )

/** Of time. */
export const inOrder = [asc(segments.fromMs), asc(segments.id)] as const

const hasTime = (db: Db) => exists(db.select({ one: sql`1` }).from(ledgerEntries).where(claimOfSegment()))

export function whereaboutsOf(segment: Kept): 'site' | 'archive' | 'both' | 'gone' {
  const archived = segment.objectKey !== null
  if (segment.evicted) return archived ? 'archive' : 'gone'
  return archived ? 'both' : 'site'
}

/** The site's copy can be had only while its agent is online, and is not counted on where the agent says that it is gone. */
export const isPlayable = (segment: Kept, agentOnline: boolean): boolean =>
  segment.objectKey !== null || (!segment.evicted && agentOnline)
