import type { EvictedEarly } from '@nightjar/shared/api/chain.ts'
import { toIso } from '@nightjar/shared/domain/time.ts'
import { and, eq, exists, gt, inArray, sql } from 'drizzle-orm'
import type { BaseContext } from '../../context/context.ts'
import type { Db } from '../../db/client.ts'
import { cameras } from '../../db/schema/cameras.ts'
import { earlyEvictions } from '../../db/schema/early-evictions.ts'
import { evictionsShownMs } from '../recording/note-evictions.ts'

/** What was deleted early lately, by camera, of cameras that a step or a predicate has given; none for most. */
export async function loadEarlyEvictions(
  { db, clock }: Pick<BaseContext, 'db' | 'clock'>,
  cameraIds: readonly string[],
): Promise<ReadonlyMap<string, EvictedEarly>> {
  const rows = await db
    .select()
    .from(earlyEvictions)
    .where(and(inArray(earlyEvictions.cameraId, [...cameraIds]), isRecent(clock.wallMs())))
  const byCamera = Map.groupBy(rows, row => row.cameraId)
  return new Map([...byCamera].map(([cameraId, own]) => [cameraId, folded(own)]))
}

const isRecent = (nowMs: number) => gt(earlyEvictions.lastAtMs, nowMs - evictionsShownMs)

/** Part of a condition on cameras: that something of them was deleted early lately. */
export const hasEarlyEvictions = (db: Db, nowMs: number) =>
  exists(
    db
      .select({ one: sql`1` })
      .from(earlyEvictions)
      .where(and(eq(earlyEvictions.cameraId, cameras.id), isRecent(nowMs))),
  )

/** Of all causes together; how long it was kept, of the newest. */
function folded(own: readonly (typeof earlyEvictions.$inferSelect)[]): EvictedEarly {
  const [newest] = own.toSorted((a, b) => b.lastAtMs - a.lastAtMs)
  const times = (of: (row: (typeof own)[number]) => number) => own.map(of)
  return {
    causes: own.toSorted((a, b) => b.count - a.count).map(({ cause }) => cause),
    count: times(({ count }) => count).reduce((sum, count) => sum + count, 0),
    from: toIso(Math.min(...times(({ fromMs }) => fromMs))),
    to: toIso(Math.max(...times(({ toMs }) => toMs))),
    since: toIso(Math.min(...times(({ begunAtMs }) => begunAtMs))),
    last: toIso(newest!.lastAtMs),
    keptDays: newest!.keptDays,
    promisedDays: newest!.promisedDays,
  }
}
