import { and, asc, eq, gte, lt, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { archiveObjects } from '../../db/schema/archive-objects.ts'
import { ledgerEntries } from '../../db/schema/ledger-entries.ts'
import type { WatchedCamera } from '../camera/watched-camera.ts'
import type { TimelineEntry } from './compute-timeline.ts'

/** What one answer is made of: a week of segments of a minute, with some gaps. */
export const entriesMax = 12_000

/**
 * The entries of the camera that touch [fromMs, endMs), by one walk of the time index: `endMs` is `toMs`, or earlier where
 * there are more than {@link entriesMax}. It begins at the entry that covers `fromMs`,
 * however long ago that one began; evicted entries lie exactly over recorded ones, so they are in the same stretch.
 */
export async function loadTimelineEntries(
  db: Db,
  { id: cameraId }: WatchedCamera,
  range: { fromMs: number; toMs: number },
): Promise<{ entries: TimelineEntry[]; endMs: number }> {
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
    .limit(entriesMax + 1)
  const next = rows[entriesMax]
  // Entries of older rows can all begin at one moment: every answer goes on by a millisecond at least.
  const endMs = next === undefined ? range.toMs : Math.max(next.fromMs, range.fromMs + 1)
  const entries = rows
    .filter(({ fromMs }) => fromMs < endMs)
    .map(({ storedAtMs, ...entry }) => ({ ...entry, archived: storedAtMs !== null }))
  return { entries, endMs }
}
