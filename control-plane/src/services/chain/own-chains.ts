import type { OwnChain } from '@nightjar/shared/protocol/agent-chains.ts'
import type { ChainPlace } from '@nightjar/shared/records/lineage.ts'
import { and, asc, eq, sql } from 'drizzle-orm'
import type { Context } from '../../context/context.ts'
import { cameras } from '../../db/schema/cameras.ts'
import { chainHeads } from '../../db/schema/chain-heads.ts'
import { chainSeams } from '../../db/schema/chain-seams.ts'
import { authorizeAgent } from '../../policy/authorize.ts'
import { standingState } from '../recording/load-chain.ts'

type HeadRow = typeof chainHeads.$inferSelect
type SeamRow = typeof chainSeams.$inferSelect

/**
 * The newest applied record. Where nothing of the newest lineage is applied yet, that is still the one which it follows.
 */
export function placeOf(
  head: Pick<HeadRow, 'lineageId' | 'sequence' | 'hash'> | null,
  seam: Pick<SeamRow, 'statement'> | null,
): ChainPlace {
  if (head === null) return null
  const { lineageId, sequence, hash } = head
  return sequence < 0 ? (seam?.statement.follows ?? null) : { lineageId, sequence, hash }
}

/** What is held of the chains of the agent that asks, of every camera that is or was its own. */
export async function listOwnChains(context: Context): Promise<OwnChain[]> {
  const agent = authorizeAgent(context)
  // Entries do not lie over each other: the last one to begin is the last one to end.
  const accountedToMs = sql<string | number | null>`(
    select entry.to_ms from ledger_entries entry
    where entry.camera_id = ${cameras.id} and entry.state <> 'evicted'
    order by entry.from_ms desc limit 1)`
  const rows = await context.db
    .select({
      cameraId: cameras.id,
      deletedAtMs: cameras.deletedAtMs,
      head: chainHeads,
      seam: chainSeams,
      accountedToMs,
    })
    .from(cameras)
    .leftJoin(chainHeads, eq(chainHeads.cameraId, cameras.id))
    .leftJoin(chainSeams, eq(chainSeams.lineageId, chainHeads.lineageId))
    .where(and(eq(cameras.organisationId, agent.organisationId), eq(cameras.agentId, agent.id)))
    .orderBy(asc(cameras.id))
  return rows.map(({ cameraId, deletedAtMs, head, seam, accountedToMs: toMs }) => ({
    cameraId,
    state: standingState(head?.state ?? 'open', deletedAtMs !== null),
    reason: head?.reason?.slice(0, 300) ?? null,
    lineageId: head?.lineageId ?? null,
    head: placeOf(head, seam),
    accountedToMs: toMs === null ? null : Number(toMs),
  }))
}
