import type { AgentCopy } from '@nightjar/shared/api/agent.ts'
import { toIso } from '@nightjar/shared/domain/time.ts'
import { and, asc, eq, inArray, isNull } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { agentCopies } from '../../db/schema/agent-copies.ts'
import { agentLineages } from '../../db/schema/agent-lineages.ts'
import type { AgentRow } from './agent-for.ts'

/** The machines to choose from, by agent; none of an agent that is on one machine. */
export async function loadCopies(db: Db, agents: readonly AgentRow[]): Promise<ReadonlyMap<string, AgentCopy[]>> {
  const doubled = agents.filter(agent => agent.clonedAtMs !== null)
  const byAgent = new Map<string, AgentCopy[]>()
  if (doubled.length === 0) return byAgent
  const rows = await db
    .select({ copy: agentCopies, newestHash: agentLineages.valueHash })
    .from(agentCopies)
    .leftJoin(agentLineages, eq(agentLineages.agentId, agentCopies.agentId))
    .where(
      and(
        eq(agentCopies.organisationId, doubled[0]!.organisationId),
        inArray(
          agentCopies.agentId,
          doubled.map(agent => agent.id),
        ),
        isNull(agentCopies.retiredAtMs),
      ),
    )
    .orderBy(asc(agentCopies.id))
  for (const { copy, newestHash } of rows)
    byAgent.set(copy.agentId, [...(byAgent.get(copy.agentId) ?? []), presentCopy(copy, newestHash)])
  return byAgent
}

const presentCopy = (copy: typeof agentCopies.$inferSelect, newestHash: string | null): AgentCopy => ({
  id: copy.id,
  hostname: copy.holder.hostname,
  address: copy.holder.address,
  machine: copy.holder.machine,
  firstSeenAt: toIso(copy.firstSeenAtMs),
  lastSeenAt: toIso(copy.holder.seenAtMs),
  isNewest: copy.valueHash === newestHash,
})
