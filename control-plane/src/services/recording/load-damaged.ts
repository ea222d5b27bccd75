import type { DamagedStretch } from '@nightjar/shared/api/recording.ts'
import { toIso } from '@nightjar/shared/domain/time.ts'
import { and, eq, gt, gte, isNotNull, isNull, lt, or, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { archiveObjects } from '../../db/schema/archive-objects.ts'
import { ledgerEntries } from '../../db/schema/ledger-entries.ts'
import { segments } from '../../db/schema/segments.ts'
import type { WatchedCamera } from '../camera/watched-camera.ts'
import { claimOfSegment } from './claim-of-segment.ts'
import { objectOfSegment } from './object-of-segment.ts'
import { longestSegmentMs } from './rules/judge-manifest.ts'

const stretchesMax = 1500
/** More pictures in a second than any camera sends; a manifest may say anything. */
const highestRate = 1000

/**
 * Where in [fromMs, toMs) pictures were damaged on the way from the camera, of those that can still be seen, oldest
 * first. Of a long range, what begins within the same 1500th of it is one stretch.
 */
export async function loadDamaged(
  db: Db,
  { id: cameraId }: WatchedCamera,
  range: { readonly fromMs: number; readonly toMs: number },
): Promise<DamagedStretch[]> {
  const cellMs = Math.ceil((range.toMs - range.fromMs) / stretchesMax)
  // Written into the text: PostgreSQL would take two parameters for two different expressions.
  const cell = sql`div(${ledgerEntries.fromMs} - ${sql.raw(String(range.fromMs))}, ${sql.raw(String(cellMs))})`
  const damaged = sql`(${segments.manifest} -> 'damagedPictures')`
  const rate = sql`(${segments.manifest} ->> 'frameRate')::numeric`
  const seconds = sql`(${segments.toMs} - ${segments.fromMs}) / 1000.0`
  const rows = await db
    .select({
      fromMs: sql<string>`min(${ledgerEntries.fromMs})`,
      toMs: sql<string>`max(${ledgerEntries.toMs})`,
      pictures: sql<string>`sum(${damaged}::numeric)`,
      of: sql<
        string | null
      >`case when bool_and(${rate} is not null) then round(sum(least(${rate}, ${highestRate}) * ${seconds})) end`,
    })
    .from(segments)
    .innerJoin(ledgerEntries, claimOfSegment())
    .leftJoin(archiveObjects, objectOfSegment())
    .where(
      and(
        eq(segments.cameraId, cameraId),
        gte(segments.fromMs, range.fromMs - longestSegmentMs),
        lt(segments.fromMs, range.toMs),
        sql`${damaged} is not null`,
        lt(ledgerEntries.fromMs, range.toMs),
        gt(ledgerEntries.toMs, range.fromMs),
        or(isNull(segments.evictedAtMs), isNotNull(archiveObjects.storedAtMs)),
      ),
    )
    .groupBy(cell)
    .orderBy(cell)
  return rows.map(({ fromMs, toMs, pictures, of }) => ({
    from: toIso(Number(fromMs)),
    to: toIso(Number(toMs)),
    pictures: Number(pictures),
    of: of === null ? null : Math.max(Number(of), Number(pictures)),
  }))
}
