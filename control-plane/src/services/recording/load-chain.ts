import type { ChainState } from '@nightjar/shared/protocol/agent-chains.ts'
import { type ChainRecord, chainStart } from '@nightjar/shared/records/chain.ts'
import { and, eq, inArray } from 'drizzle-orm'
import type { Tx } from '../../db/client.ts'
import { agentStatus } from '../../db/schema/agent-status.ts'
import { agents } from '../../db/schema/agents.ts'
import { cameras } from '../../db/schema/cameras.ts'
import { chainHeads } from '../../db/schema/chain-heads.ts'
import { chainSeams } from '../../db/schema/chain-seams.ts'
import { ledgerEntries } from '../../db/schema/ledger-entries.ts'
import { segments } from '../../db/schema/segments.ts'
import type { AgentActor } from '../../policy/actor.ts'
import type { Arrivals } from './rules/judge-arrivals.ts'
import type { ChainHead, ChainOwner } from './verify-records.ts'

/** A chain's owner with what is known of the camera and of its agent. */
export interface OwnedChain extends ChainOwner {
  readonly addedAtMs: number
  /** What the agent said last that it speaks; null where it has never said anything. */
  readonly protocol: number | null
  /** When its last heartbeat came, by our clock; null where none ever did. */
  readonly heardAtMs: number | null
  /** Nobody sees the camera any more, so nobody can decide about its chain. */
  readonly isRemoved: boolean
}

/**
 * What a chain waits for. That of a removed camera waits for nobody: its agent begins anew by itself, and what was
 * refused is kept.
 */
export const standingState = (state: ChainState, isRemoved: boolean): ChainState =>
  isRemoved && state === 'frozen' ? 'begin-anew' : state

/** Whose chain it is; null where the camera never was one of this agent's. A removed camera keeps its chain. */
export async function loadChainOwner(tx: Tx, agent: AgentActor, cameraId: string): Promise<OwnedChain | null> {
  const { organisationId, siteId } = agent
  const [row] = await tx
    .select({
      publicKey: agents.publicKey,
      addedAtMs: cameras.createdAtMs,
      deletedAtMs: cameras.deletedAtMs,
      report: agentStatus.report,
      heardAtMs: agentStatus.lastSeenAtMs,
    })
    .from(cameras)
    .innerJoin(agents, and(eq(agents.organisationId, cameras.organisationId), eq(agents.id, cameras.agentId)))
    .leftJoin(agentStatus, eq(agentStatus.agentId, agents.id))
    .where(and(eq(cameras.organisationId, organisationId), eq(cameras.id, cameraId), eq(agents.id, agent.id)))
  if (row === undefined) return null
  const { publicKey, addedAtMs, deletedAtMs, report, heardAtMs } = row
  const protocol = report?.protocol ?? null
  const isRemoved = deletedAtMs !== null
  const of = { organisationId, siteId, agentId: agent.id, cameraId }
  return { ...of, publicKey, addedAtMs, protocol, heardAtMs, isRemoved }
}

/** A chain whose row is locked. */
export interface LockedChain {
  readonly state: ChainState
  readonly reason: string | null
  readonly heldSinceMs: number | null
  readonly heldReason: string | null
  /** Ordinal of the lineage that is written now. */
  readonly lineage: number
  readonly lineageId: string | null
  /** null: nothing of this lineage is applied. */
  readonly head: ChainHead | null
  /** When records were applied last, or the row was made, by our clock then. */
  readonly updatedAtMs: number
  readonly arrivals: Arrivals
}

/** Locks the chain until the transaction ends, making its row where it has none yet. */
export async function lockChain(
  tx: Tx,
  owner: Pick<OwnedChain, 'cameraId' | 'organisationId' | 'agentId' | 'isRemoved'>,
  nowMs: number,
): Promise<LockedChain> {
  const { cameraId, organisationId, agentId } = owner
  const locked = () => tx.select().from(chainHeads).where(eq(chainHeads.cameraId, cameraId)).for('update')
  let [row] = await locked()
  if (row === undefined) {
    const first = { cameraId, organisationId, agentId, sequence: -1, hash: chainStart, updatedAtMs: nowMs }
    await tx.insert(chainHeads).values(first).onConflictDoNothing()
    ;[row] = await locked()
  }
  if (row === undefined) throw new Error('the chain has no head')
  const { sequence, hash, arrivalHourMs: hourMs, arrivalRecords: records, arrivalBytes: bytes, ...rest } = row
  const state = standingState(row.state, owner.isRemoved)
  return { ...rest, state, head: sequence < 0 ? null : { sequence, hash }, arrivals: { hourMs, records, bytes } }
}

/** After records were applied: whatever they waited for is over. */
export async function moveChainHead(
  tx: Tx,
  cameraId: string,
  head: ChainHead,
  { nowMs, arrivals }: { readonly nowMs: number; readonly arrivals: Arrivals },
): Promise<void> {
  const { hourMs: arrivalHourMs, records: arrivalRecords, bytes: arrivalBytes } = arrivals
  const counted = { arrivalHourMs, arrivalRecords, arrivalBytes }
  await tx
    .update(chainHeads)
    .set({ ...head, ...counted, updatedAtMs: nowMs, heldReason: null, heldSinceMs: null })
    .where(eq(chainHeads.cameraId, cameraId))
}

/**
 * A lineage of the camera by its id, begun when its agent says so; null where no seam begins it. The first lineage has
 * no id and no seam.
 */
export async function loadSeam(
  tx: Tx,
  cameraId: string,
  lineageId: string,
): Promise<{ ordinal: number; begunAtMs: number } | null> {
  const [seam] = await tx
    .select({ ordinal: chainSeams.ordinal, statement: chainSeams.statement })
    .from(chainSeams)
    .where(and(eq(chainSeams.lineageId, lineageId), eq(chainSeams.cameraId, cameraId)))
  return seam ? { ordinal: seam.ordinal, begunAtMs: seam.statement.begunAtMs } : null
}

/**
 * Hashes by sequence number of what a lineage already holds of the numbers of a batch, and of no others: nothing is
 * known of the batch yet, and its first and last number may lie a whole chain apart.
 */
export async function hashesInChain(
  tx: Tx,
  records: readonly ChainRecord[],
  cameraId: string,
  lineage: number,
): Promise<ReadonlyMap<number, string>> {
  const sequences = records.map(({ sequence }) => sequence)
  const known = new Map<number, string>()
  for (const table of [segments, ledgerEntries]) {
    const rows = await tx
      .select({ sequence: table.sequence, hash: table.hash })
      .from(table)
      .where(and(eq(table.cameraId, cameraId), eq(table.lineage, lineage), inArray(table.sequence, sequences)))
    for (const row of rows) known.set(row.sequence, row.hash)
  }
  return known
}
