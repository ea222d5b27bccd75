import { and, asc, eq, gte, lt, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { archiveObjects } from '../../db/schema/archive-objects.ts'
import { ledgerEntries } from '../../db/schema/ledger-entries.ts'
import type { WatchedCamera } from '../camera/watched-camera.ts'
import type { TimelineEntry } from './compute-timeline.ts'

/**
 * The entries of the camera that touch [fromMs, toMs), by one walk of the time index. It begins at the entry that covers `fromMs`,
 * however long ago that one began; evicted entries lie exactly over recorded ones, so they are in the same stretch.
 */
export async function loadTimelineEntries(
  db: Db,
  { id: cameraId }: WatchedCamera,
  range: { fromMs: number; toMs: number },
): Promise<TimelineEntry[]> {
  const coveringFromMs = sql`coalesce((
    select max(before.from_ms) from ledger_entries before
    where before.camera_id = ${cameraId} and before.from_ms <= ${range.fromMs} and before.state <> 'evicted'
  ), ${range.fromMs}::bigint)`
  const rows = await db
    .select({
      lineage: ledgerEntries.lineage,
      sequence: ledgerEntries.sequence,
      fromMs: ledgerEntries.fromMs,
      toMs: ledgerEntries.toMs,
      state: ledgerEntries.state,
      cause: ledgerEntries.cause,
      segmentId: ledgerEntries.segmentId,
      storedAtMs: archiveObjects.storedAtMs,
    })
    .from(ledgerEntries)
    .leftJoin(
      archiveObjects,
      and(eq(archiveObjects.segmentId, ledgerEntries.segmentId), eq(archiveObjects.cameraId, ledgerEntries.cameraId)),
    )
    .where(
      and(
        eq(ledgerEntries.cameraId, cameraId),
        gte(ledgerEntries.fromMs, coveringFromMs),
        lt(ledgerEntries.fromMs, range.toMs),
      ),
    )
    .orderBy(asc(ledgerEntries.fromMs))
  return rows.map(({ storedAtMs, ...entry }) => ({ ...entry, archived: storedAtMs !== null }))
}
