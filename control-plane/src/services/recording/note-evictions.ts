import { and, eq } from 'drizzle-orm'
import { writeAudit } from '../../audit/write-audit.ts'
import type { Context } from '../../context/context.ts'
import type { Tx } from '../../db/client.ts'
import { earlyEvictions } from '../../db/schema/early-evictions.ts'
import { recordingActions } from './audit-actions.ts'
import type { OwnedChain } from './load-chain.ts'
import type { EarlyEviction } from './rules/early-evictions.ts'
import { dayMs } from './rules/ground.ts'

/** Heard of nothing for as long, it is over: the camera says no more of it, and what comes later begins anew. */
export const evictionsShownMs = 30 * dayMs

type Row = typeof earlyEvictions.$inferSelect

/**
 * Has it told that recordings were deleted early: one row for each cause, and an audit entry when it begins and each
 * time the number has doubled since, so that a disk that is too small does not bury the log. In the caller's transaction,
 * which holds the chain's lock.
 */
export async function noteEarlyEvictions(
  tx: Tx,
  context: Context,
  { organisationId, cameraId }: OwnedChain,
  early: readonly EarlyEviction[],
): Promise<void> {
  const nowMs = context.clock.wallMs()
  for (const [cause, evicted] of Map.groupBy(early, one => one.cause)) {
    const isIt = and(eq(earlyEvictions.cameraId, cameraId), eq(earlyEvictions.cause, cause))
    const [known] = await tx.select().from(earlyEvictions).where(isIt)
    const before = known && known.lastAtMs > nowMs - evictionsShownMs ? known : null
    const row = { organisationId, cameraId, cause, ...folded(before, evicted, nowMs) }
    await tx
      .insert(earlyEvictions)
      .values(row)
      .onConflictDoUpdate({ target: [earlyEvictions.cameraId, earlyEvictions.cause], set: row })
    if (before !== null && Math.floor(Math.log2(before.count)) === Math.floor(Math.log2(row.count))) continue
    const { count, keptDays, promisedDays } = row
    const [from, to, since] = [row.fromMs, row.toMs, row.begunAtMs].map(ms => new Date(ms).toISOString())
    await writeAudit(tx, context, {
      action: recordingActions.evicted,
      subject: { kind: 'camera', id: cameraId },
      facts: { cause, count, from, to, since, keptDays: rounded(keptDays), promisedDays },
    })
  }
}

function folded(before: Row | null, evicted: readonly EarlyEviction[], nowMs: number) {
  return {
    count: (before?.count ?? 0) + evicted.length,
    fromMs: Math.min(...evicted.map(({ fromMs }) => fromMs), before?.fromMs ?? Number.POSITIVE_INFINITY),
    toMs: Math.max(...evicted.map(({ toMs }) => toMs), before?.toMs ?? Number.NEGATIVE_INFINITY),
    begunAtMs: before?.begunAtMs ?? nowMs,
    lastAtMs: nowMs,
    keptDays: Math.min(...evicted.map(({ keptDays }) => keptDays)),
    promisedDays: highest(evicted.flatMap(({ promisedDays }) => promisedDays ?? [])),
  }
}

const highest = (days: readonly number[]): number | null => (days.length === 0 ? null : Math.max(...days))

const rounded = (days: number): number => Math.round(days * 100) / 100
