import type { TokenLineage } from '@nightjar/shared/protocol/agent-api.ts'
import { and, eq, isNotNull } from 'drizzle-orm'
import type { BaseContext } from '../../context/context.ts'
import type { Tx } from '../../db/client.ts'
import { agentCopies } from '../../db/schema/agent-copies.ts'
import { agentLineages, type LineageHolder } from '../../db/schema/agent-lineages.ts'
import type { AgentRow } from './agent-for.ts'
import { freezeAgent, seeCopy } from './freeze-agent.ts'
import { judgeLineage } from './judge-lineage.ts'
import { counterOf, hashOfValue, makeLineageValue } from './lineage-value.ts'

/** `value`: to be presented the next time; null for an agent that does not know of it. `refused`: no token. */
export type Advanced = { readonly value: string | null } | { readonly refused: 'agent.cloned' | 'agent.retired' }

/**
 * Judges the lineage of a token request that the agent's key has signed, and gives it the next value. A copy freezes the
 * agent, in this transaction; the caller refuses after it has committed.
 */
export async function advanceLineage(
  tx: Tx,
  base: BaseContext,
  agent: AgentRow,
  presented: TokenLineage | undefined,
): Promise<Advanced> {
  const kept = await lockLineage(tx, agent.id)
  const seen = presented ? sightingOf(base, agent.id, presented) : null
  // Who presents nothing is known as that: a retired copy could otherwise freeze the agent by keeping silent.
  const seenHash = seen?.valueHash ?? hashOfValue(null)
  if (await isRetired(tx, agent.id, seenHash)) return { refused: 'agent.retired' }
  const holder = holderOf(base, presented)
  const verdict = judgeLineage(kept, seen)
  const valueHash = verdict === 'advances' && kept ? kept.valueHash : seenHash
  if (agent.clonedAtMs !== null) {
    await seeCopy(tx, base, agent, { valueHash, holder })
    return { refused: 'agent.cloned' }
  }
  if (verdict === 'stale') {
    const given = kept && { valueHash: kept.valueHash, holder: kept.holder }
    await freezeAgent(tx, base, agent, [{ valueHash, holder }, ...(given ? [given] : [])])
    return { refused: 'agent.cloned' }
  }
  if (seen === null) return { value: null }
  if (verdict === 'ahead') base.log.warn({ agentId: agent.id }, 'an agent holds a younger lineage than the database')
  const counter = Math.max(kept?.counter ?? 0, seen.counter ?? 0) + 1
  const value = makeLineageValue(base, agent.id, counter)
  const next = {
    counter,
    valueHash: hashOfValue(value),
    presentedHash: seen.valueHash,
    nonceHash: seen.nonceHash,
    holder,
    updatedAtMs: base.clock.wallMs(),
  }
  await tx
    .insert(agentLineages)
    .values({ agentId: agent.id, organisationId: agent.organisationId, ...next })
    .onConflictDoUpdate({ target: agentLineages.agentId, set: next })
  return { value }
}

async function lockLineage(tx: Tx, agentId: string): Promise<typeof agentLineages.$inferSelect | null> {
  const [row] = await tx.select().from(agentLineages).where(eq(agentLineages.agentId, agentId)).for('update')
  return row ?? null
}

function sightingOf(base: BaseContext, agentId: string, { value, nonce }: TokenLineage) {
  return {
    valueHash: hashOfValue(value),
    nonceHash: hashOfValue(nonce),
    counter: value === null ? null : counterOf(base, agentId, value),
    isFirst: value === null,
  }
}

async function isRetired(tx: Tx, agentId: string, valueHash: string): Promise<boolean> {
  const found = await tx
    .select({ id: agentCopies.id })
    .from(agentCopies)
    .where(
      and(eq(agentCopies.agentId, agentId), eq(agentCopies.valueHash, valueHash), isNotNull(agentCopies.retiredAtMs)),
    )
  return found.length > 0
}

const holderOf = (base: BaseContext, presented: TokenLineage | undefined): LineageHolder => ({
  hostname: presented?.hostname ?? 'an agent of an earlier release',
  machine: presented?.machine ?? null,
  startId: presented?.startId ?? '',
  address: base.origin?.clientAddress ?? null,
  seenAtMs: base.clock.wallMs(),
})
