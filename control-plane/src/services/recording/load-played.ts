import { sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { archiveObjects } from '../../db/schema/archive-objects.ts'
import { segments } from '../../db/schema/segments.ts'
import type { WatchedCamera } from '../camera/watched-camera.ts'
import type { PlayedSegment } from './build-playlist.ts'
import { inOrder, type Kept, touching } from './load-segments.ts'
import { objectOfSegment } from './object-of-segment.ts'

/** One function reads them all: each operator on a long manifest would unpack it again. */
const facts = sql`lateral jsonb_to_record(${segments.manifest}) as facts ("runId" text, "codecString" text,
  width float8, height float8, "mediaStartMs" float8, "mediaEndMs" float8)`

/** What a playlist says of segments that touch [fromMs, toMs) and to which an entry gave time, in order of time. */
export async function loadPlayed(
  db: Db,
  camera: WatchedCamera,
  range: { readonly fromMs: number; readonly toMs: number },
  limit: number,
): Promise<(PlayedSegment & Kept)[]> {
  const rows = await db
    .select({
      segmentId: segments.id,
      wallStartMs: segments.fromMs,
      runId: sql<string>`facts."runId"`,
      codecString: sql<string>`facts."codecString"`,
      width: sql<number>`facts.width`,
      height: sql<number>`facts.height`,
      mediaStartMs: sql<number>`facts."mediaStartMs"`,
      mediaEndMs: sql<number>`facts."mediaEndMs"`,
      evictedAtMs: segments.evictedAtMs,
      objectKey: archiveObjects.objectKey,
    })
    .from(segments)
    .crossJoin(facts)
    .leftJoin(archiveObjects, objectOfSegment())
    .where(touching(db, camera, range, { claimed: true }))
    .orderBy(...inOrder)
    .limit(limit)
  return rows.map(({ evictedAtMs, ...row }) => ({ ...row, evicted: evictedAtMs !== null }))
}
