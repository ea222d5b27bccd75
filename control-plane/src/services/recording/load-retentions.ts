import { and, asc, eq, inArray, max, sql } from 'drizzle-orm'
import type { Tx } from '../../db/client.ts'
import { cameraRetentions } from '../../db/schema/camera-retentions.ts'
import { segments } from '../../db/schema/segments.ts'
import { newestConfig, unknownVersion } from '../config/unknown-version.ts'
import type { OwnedChain } from './load-chain.ts'
import type { RetentionSetting } from './rules/ground.ts'
import type { HashedRecord } from './verify-records.ts'

/**
 * What the camera's settings have said, by version. Where its agent follows a configuration that was never published
 * here (it says so itself, or a manifest of the batch does or one that is deleted), what is said behind ours is unknown.
 */
export async function loadRetentions(
  tx: Tx,
  { agentId, cameraId }: OwnedChain,
  fresh: readonly HashedRecord[],
  nowMs: number,
): Promise<RetentionSetting[]> {
  const { version, retentionDays, quotaBytes, isKnown } = cameraRetentions
  const said = await tx
    .select({ version, retentionDays, quotaBytes, isKnown })
    .from(cameraRetentions)
    .where(eq(cameraRetentions.cameraId, cameraId))
    .orderBy(asc(version))
  const newest = await newestConfig(tx, agentId)
  if (newest === null) return said
  const isFollowing = (await unknownVersion(tx, agentId, nowMs)) !== null
  if (!isFollowing && (await highestOf(tx, cameraId, fresh)) <= newest.version) return said
  return [...said, { version: newest.version + 1, retentionDays: null, quotaBytes: null, isKnown: false }]
}

/** The highest version that a manifest of the batch names, or one that an entry of it names. */
async function highestOf(tx: Tx, cameraId: string, fresh: readonly HashedRecord[]): Promise<number> {
  const named = fresh.flatMap(({ record }) => (record.kind === 'ledger' ? (record.manifestHash ?? []) : []))
  const [applied] = await tx
    .select({ version: max(sql<number>`(${segments.manifest} ->> 'configVersion')::bigint`).mapWith(Number) })
    .from(segments)
    .where(and(eq(segments.cameraId, cameraId), inArray(segments.hash, named)))
  const inBatch = fresh.flatMap(({ record }) => (record.kind === 'segment' ? [record.configVersion] : []))
  return Math.max(0, applied?.version ?? 0, ...inBatch)
}
