import { type ChainRecord, chainStart } from '@nightjar/shared/records/chain.ts'
import { and, between, eq } from 'drizzle-orm'
import type { Tx } from '../../db/client.ts'
import { agents } from '../../db/schema/agents.ts'
import { cameras } from '../../db/schema/cameras.ts'
import { chainHeads } from '../../db/schema/chain-heads.ts'
import { ledgerEntries } from '../../db/schema/ledger-entries.ts'
import { segments } from '../../db/schema/segments.ts'
import type { AgentActor } from '../../policy/actor.ts'
import type { ChainHead, ChainOwner } from './verify-records.ts'

/** Whose chain it is; null where the camera is none of this agent's. */
export async function loadChainOwner(tx: Tx, agent: AgentActor, cameraId: string): Promise<ChainOwner | null> {
  const { organisationId, siteId } = agent
  const [row] = await tx
    .select({ publicKey: agents.publicKey })
    .from(cameras)
    .innerJoin(agents, and(eq(agents.organisationId, cameras.organisationId), eq(agents.id, cameras.agentId)))
    .where(and(eq(cameras.organisationId, organisationId), eq(cameras.id, cameraId), eq(agents.id, agent.id)))
  return row === undefined ? null : { organisationId, siteId, agentId: agent.id, cameraId, publicKey: row.publicKey }
}

/** Locks the chain until the transaction ends, making its head where it has none yet. null: nothing is applied. */
export async function lockChainHead(tx: Tx, owner: ChainOwner, nowMs: number): Promise<ChainHead | null> {
  const { cameraId, organisationId, agentId } = owner
  const locked = () => tx.select().from(chainHeads).where(eq(chainHeads.cameraId, cameraId)).for('update')
  let [head] = await locked()
  if (head === undefined) {
    const first = { cameraId, organisationId, agentId, sequence: -1, hash: chainStart, updatedAtMs: nowMs }
    await tx.insert(chainHeads).values(first).onConflictDoNothing()
    ;[head] = await locked()
  }
  return head === undefined || head.sequence < 0 ? null : { sequence: head.sequence, hash: head.hash }
}

export async function moveChainHead(tx: Tx, cameraId: string, head: ChainHead, nowMs: number): Promise<void> {
  await tx
    .update(chainHeads)
    .set({ ...head, updatedAtMs: nowMs })
    .where(eq(chainHeads.cameraId, cameraId))
}

/** Hashes by sequence number of what the chain already holds in the range of a batch. */
export async function hashesInChain(
  tx: Tx,
  records: readonly ChainRecord[],
  cameraId: string,
  head: ChainHead | null,
): Promise<ReadonlyMap<number, string>> {
  const [first, last] = [records[0], records.at(-1)]
  // The usual batch is new altogether.
  if (first === undefined || last === undefined || head === null || first.sequence > head.sequence) return new Map()
  const known = new Map<number, string>()
  for (const table of [segments, ledgerEntries]) {
    const rows = await tx
      .select({ sequence: table.sequence, hash: table.hash })
      .from(table)
      .where(and(eq(table.cameraId, cameraId), between(table.sequence, first.sequence, last.sequence)))
    for (const row of rows) known.set(row.sequence, row.hash)
  }
  return known
}
