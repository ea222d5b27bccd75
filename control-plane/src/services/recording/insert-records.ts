import type { LedgerEntry } from '@nightjar/shared/records/ledger.ts'
import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import { and, eq, inArray } from 'drizzle-orm'
import type { Tx } from '../../db/client.ts'
import { ledgerEntries } from '../../db/schema/ledger-entries.ts'
import { segments } from '../../db/schema/segments.ts'
import type { ChainOwner, HashedRecord } from './verify-records.ts'

type Hashed<Kind> = { readonly record: Kind; readonly hash: string }

/**
 * Writes verified records, one statement per table.
 * @param lineage ordinal of the lineage that they continue.
 * @returns false, with nothing written, where the agent has used a segment id before: it chooses its ids, and must not be
 *   able to replace a segment. What ids other agents use is nothing to it.
 */
export async function insertRecords(
  tx: Tx,
  fresh: readonly HashedRecord[],
  owner: ChainOwner,
  lineage: number,
  nowMs: number,
): Promise<boolean> {
  const manifests = fresh.filter((one): one is Hashed<SegmentManifest> => one.record.kind === 'segment')
  const entries = fresh.filter((one): one is Hashed<LedgerEntry> => one.record.kind === 'ledger')
  if (!(await insertManifests(tx, manifests, owner, lineage, nowMs))) return false
  await insertEntries(tx, entries, manifests, owner, lineage)
  const evicted = entries.filter(({ record }) => record.state === 'evicted').map(({ record }) => record.manifestHash!)
  if (evicted.length > 0) {
    await tx
      .update(segments)
      .set({ evictedAtMs: nowMs })
      .where(and(eq(segments.cameraId, owner.cameraId), inArray(segments.hash, evicted)))
  }
  return true
}

async function insertManifests(
  tx: Tx,
  manifests: readonly Hashed<SegmentManifest>[],
  owner: ChainOwner,
  lineage: number,
  nowMs: number,
): Promise<boolean> {
  if (manifests.length === 0) return true
  const ids = [...new Set(manifests.map(({ record }) => record.segmentId))]
  const taken = await tx
    .select({ id: segments.id })
    .from(segments)
    .where(and(eq(segments.agentId, owner.agentId), inArray(segments.id, ids)))
    .limit(1)
  if (taken.length > 0 || ids.length < manifests.length) return false
  await tx.insert(segments).values(
    manifests.map(({ record, hash }) => ({
      id: record.segmentId,
      organisationId: owner.organisationId,
      cameraId: owner.cameraId,
      agentId: owner.agentId,
      lineage,
      sequence: record.sequence,
      hash,
      fromMs: record.wallStartMs,
      toMs: record.wallEndMs,
      takenAtMs: nowMs,
      manifest: record,
    })),
  )
  return true
}

async function insertEntries(
  tx: Tx,
  entries: readonly Hashed<LedgerEntry>[],
  manifests: readonly Hashed<SegmentManifest>[],
  owner: ChainOwner,
  lineage: number,
): Promise<void> {
  if (entries.length === 0) return
  const segmentIds = await segmentIdsOf(tx, entries, manifests, owner.cameraId)
  await tx.insert(ledgerEntries).values(
    entries.map(({ record, hash }) => ({
      organisationId: owner.organisationId,
      cameraId: owner.cameraId,
      agentId: owner.agentId,
      lineage,
      sequence: record.sequence,
      hash,
      fromMs: record.fromMs,
      toMs: record.toMs,
      state: record.state,
      cause: record.cause,
      segmentId: segmentIds.get(record.manifestHash ?? '') ?? null,
      entry: record,
    })),
  )
}

/** Segment ids by manifest hash: nearly always of manifests in the same batch. */
async function segmentIdsOf(
  tx: Tx,
  entries: readonly Hashed<LedgerEntry>[],
  manifests: readonly Hashed<SegmentManifest>[],
  cameraId: string,
): Promise<ReadonlyMap<string, string>> {
  const ids = new Map(manifests.map(({ record, hash }) => [hash, record.segmentId]))
  const unknown = entries
    .map(({ record }) => record.manifestHash)
    .filter(hash => hash !== null)
    .filter(hash => !ids.has(hash))
  if (unknown.length === 0) return ids
  const found = await tx
    .select({ id: segments.id, hash: segments.hash })
    .from(segments)
    .where(and(eq(segments.cameraId, cameraId), inArray(segments.hash, unknown)))
  for (const { id, hash } of found) ids.set(hash, id)
  return ids
}
