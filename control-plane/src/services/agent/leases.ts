import type { AgentAddress } from '@nightjar/shared/protocol/define-message.ts'
import { and, eq, isNull, lt, ne, or, sql } from 'drizzle-orm'
import type { BaseContext } from '../../context/context.ts'
import { agentLeases } from '../../db/schema/agent-leases.ts'
import { agents } from '../../db/schema/agents.ts'
import { transaction } from '../../db/transaction.ts'

/** Long enough to sit out a slow database, short enough that another instance soon takes over from one that died. */
export const leaseMs = 15_000

/**
 * Renews what the holder has, takes what nobody serves, and answers with all agents that it now serves.
 * @param holder random id of the link instance.
 */
export async function holdAgents(context: Pick<BaseContext, 'db' | 'clock'>, holder: string): Promise<AgentAddress[]> {
  const nowMs = context.clock.wallMs()
  const untilMs = nowMs + leaseMs
  return transaction(context, async tx => {
    await tx.update(agentLeases).set({ untilMs }).where(eq(agentLeases.holder, holder))
    const free = await tx
      .select({ agentId: agents.id, organisationId: agents.organisationId })
      .from(agents)
      .leftJoin(agentLeases, eq(agentLeases.agentId, agents.id))
      .where(and(isNull(agents.revokedAtMs), or(isNull(agentLeases.agentId), lt(agentLeases.untilMs, nowMs))))
    if (free.length > 0) {
      await tx
        .insert(agentLeases)
        .values(free.map(agent => ({ ...agent, holder, untilMs })))
        // Another instance may have been faster: only a lease that ran out changes hands.
        .onConflictDoUpdate({
          target: agentLeases.agentId,
          set: { holder, untilMs },
          setWhere: and(lt(agentLeases.untilMs, nowMs), ne(agentLeases.holder, holder)),
        })
    }
    return tx
      .select({ agentId: agents.id, organisationId: agents.organisationId })
      .from(agentLeases)
      .innerJoin(agents, eq(agents.id, agentLeases.agentId))
      .where(and(eq(agentLeases.holder, holder), isNull(agents.revokedAtMs), sql`${agentLeases.untilMs} >= ${nowMs}`))
  })
}

/** On a clean stop: others may take over at once. */
export async function releaseAgents(context: Pick<BaseContext, 'db'>, holder: string): Promise<void> {
  await context.db.delete(agentLeases).where(eq(agentLeases.holder, holder))
}
