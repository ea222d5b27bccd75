import type { LedgerEntry } from '@nightjar/shared/records/ledger.ts'
import { and, eq, inArray, ne, sql } from 'drizzle-orm'
import type { Tx } from '../../db/client.ts'
import { rowsOf } from '../../db/rows.ts'
import { archiveObjects } from '../../db/schema/archive-objects.ts'
import { ledgerEntries } from '../../db/schema/ledger-entries.ts'
import { segments } from '../../db/schema/segments.ts'
import { streams } from '../../db/schema/streams.ts'
import { claimOfSegment } from './claim-of-segment.ts'
import type { OwnedChain } from './load-chain.ts'
import { loadRetentions } from './load-retentions.ts'
import { objectOfSegment } from './object-of-segment.ts'
import { type AppliedManifest, dayMs, type Ground, type Stretch, skewMs } from './rules/ground.ts'
import { entriesPerWindow, windowMs, windowOf } from './rules/judge-budget.ts'
import type { HashedRecord } from './verify-records.ts'

/** Agents before this one began a ledger at their own time where their clock was behind ours. */
const beginsAtAddedSince = 3

/** What records that continue a chain are judged against, as the transaction sees it. */
export async function loadGround(
  tx: Tx,
  owner: OwnedChain,
  fresh: readonly HashedRecord[],
  times: { readonly nowMs: number; readonly lineageBegunAtMs: number | null },
): Promise<Ground> {
  const entries = fresh.flatMap(({ record }) => (record.kind === 'ledger' ? [record] : []))
  const toleranceMs = (owner.protocol ?? 1) < beginsAtAddedSince ? dayMs : skewMs
  return {
    ...times,
    addedAtMs: owner.addedAtMs,
    earliestMs: owner.addedAtMs - toleranceMs,
    applied: await loadNeighbours(tx, owner.cameraId, entries),
    manifests: await loadNamedManifests(tx, owner.cameraId, fresh, entries),
    retentions: entries.some(({ state }) => state === 'evicted')
      ? await loadRetentions(tx, owner, fresh, times.nowMs)
      : [],
    entriesOfWindow: await countEntries(tx, owner.cameraId, entries),
    foreignStreams: await loadForeignStreams(tx, owner, fresh),
  }
}

/** Applied entries in each ten minutes in which one of the batch begins; counted no further than matters. */
async function countEntries(tx: Tx, cameraId: string, entries: readonly LedgerEntry[]): Promise<Map<number, number>> {
  const windows = [...new Set(entries.flatMap(({ state, fromMs }) => (state === 'evicted' ? [] : [windowOf(fromMs)])))]
  if (windows.length === 0) return new Map()
  const wanted = sql.join(
    windows.map(start => sql`(${start}::bigint)`),
    sql`, `,
  )
  const found = await tx.execute(sql`
    select span.from_ms, count(own.*) as entries
    from (values ${wanted}) as span (from_ms)
    cross join lateral (
      select 1 from ledger_entries entry
      where entry.camera_id = ${cameraId} and entry.state <> 'evicted'
        and entry.from_ms >= span.from_ms and entry.from_ms < span.from_ms + ${windowMs}
      limit ${entriesPerWindow}
    ) as own
    group by span.from_ms`)
  return new Map(
    rowsOf<{ from_ms: unknown; entries: unknown }>(found).map(row => [Number(row.from_ms), Number(row.entries)]),
  )
}

/** Of the streams that manifests name, those that are of another camera. */
async function loadForeignStreams(tx: Tx, owner: OwnedChain, fresh: readonly HashedRecord[]): Promise<Set<string>> {
  const named = new Set(fresh.flatMap(({ record }) => (record.kind === 'segment' ? [record.streamId] : [])))
  if (named.size === 0) return new Set()
  const rows = await tx
    .select({ id: streams.id })
    .from(streams)
    .where(
      and(
        inArray(streams.id, [...named]),
        eq(streams.organisationId, owner.organisationId),
        ne(streams.cameraId, owner.cameraId),
      ),
    )
  return new Set(rows.map(({ id }) => id))
}

/**
 * Applied entries that lie over the given ones or touch them; of each three at most, which is enough to tell. One step
 * of the time index finds the entry before, because applied ones do not lie over each other.
 */
async function loadNeighbours(tx: Tx, cameraId: string, entries: readonly LedgerEntry[]): Promise<Stretch[]> {
  const claims = entries.filter(({ state }) => state !== 'evicted')
  if (claims.length === 0) return []
  const wanted = sql.join(
    claims.map(({ fromMs, toMs }) => sql`(${fromMs}::bigint, ${toMs}::bigint)`),
    sql`, `,
  )
  const found = await tx.execute(sql`
    select distinct near.from_ms, near.to_ms
    from (values ${wanted}) as wanted (from_ms, to_ms)
    cross join lateral (
      select own.from_ms, own.to_ms from ledger_entries own
      where own.camera_id = ${cameraId} and own.state <> 'evicted' and own.from_ms <= wanted.to_ms
        and own.from_ms >= coalesce((
          select max(before.from_ms) from ledger_entries before
          where before.camera_id = ${cameraId} and before.state <> 'evicted' and before.from_ms < wanted.from_ms
        ), wanted.from_ms)
      order by own.from_ms limit 3
    ) as near`)
  return rowsOf<{ from_ms: unknown; to_ms: unknown }>(found).map(row => ({
    fromMs: Number(row.from_ms),
    toMs: Number(row.to_ms),
  }))
}

/** Manifests that entries name and that are not in the same batch. */
async function loadNamedManifests(
  tx: Tx,
  cameraId: string,
  fresh: readonly HashedRecord[],
  entries: readonly LedgerEntry[],
): Promise<Map<string, AppliedManifest>> {
  const own = new Set(fresh.flatMap(({ record, hash }) => (record.kind === 'segment' ? [hash] : [])))
  const wanted = entries.flatMap(({ manifestHash: hash }) => (hash !== null && !own.has(hash) ? [hash] : []))
  if (wanted.length === 0) return new Map()
  const rows = await tx
    .select({
      hash: segments.hash,
      wallStartMs: segments.fromMs,
      wallEndMs: segments.toMs,
      evictedAtMs: segments.evictedAtMs,
      // As wide as what a manifest may say: one of before the rule must not stop every batch that names it.
      configVersion: sql`(${segments.manifest} ->> 'configVersion')::bigint`.mapWith(Number),
      storedAtMs: archiveObjects.storedAtMs,
      fromMs: ledgerEntries.fromMs,
      toMs: ledgerEntries.toMs,
    })
    .from(segments)
    .leftJoin(ledgerEntries, claimOfSegment())
    .leftJoin(archiveObjects, objectOfSegment())
    .where(and(eq(segments.cameraId, cameraId), inArray(segments.hash, wanted)))
  return new Map(
    rows.map(({ hash, wallStartMs, wallEndMs, configVersion, evictedAtMs, storedAtMs, fromMs, toMs }) => [
      hash,
      {
        wallStartMs,
        wallEndMs,
        claimed: fromMs === null || toMs === null ? null : { fromMs, toMs },
        evicted: evictedAtMs !== null,
        configVersion,
        archived: storedAtMs !== null,
      },
    ]),
  )
}
