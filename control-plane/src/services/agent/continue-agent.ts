import type { Agent } from '@nightjar/shared/api/agent.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { and, eq, isNotNull, isNull, ne } from 'drizzle-orm'
import { writeAudit } from '../../audit/write-audit.ts'
import type { Context } from '../../context/context.ts'
import type { Tx } from '../../db/client.ts'
import { notify } from '../../db/notify.ts'
import { agentCopies } from '../../db/schema/agent-copies.ts'
import { agentLineages } from '../../db/schema/agent-lineages.ts'
import { agents } from '../../db/schema/agents.ts'
import { transaction } from '../../db/transaction.ts'
import { channels } from '../channels.ts'
import { agentFor } from './agent-for.ts'
import { agentActions } from './audit-actions.ts'
import { presentAgents } from './present.ts'

/**
 * Says which of the machines with one identity goes on; the others are refused from now on and have to be enrolled
 * again. Nothing that any of them recorded is deleted.
 * @throws AppError `resource.conflict` where nobody has to choose; `resource.not-found` where the copy is none of its.
 */
export async function continueAgent(context: Context, agentId: string, copyId: string): Promise<Agent> {
  await transaction(context, async tx => {
    const agent = await agentFor(tx, context, 'agent.manage', agentId)
    const released = await tx
      .update(agents)
      .set({ clonedAtMs: null })
      .where(and(eq(agents.id, agent.id), isNotNull(agents.clonedAtMs)))
      .returning({ id: agents.id })
    if (released.length === 0)
      throw new AppError('resource.conflict', { message: 'This agent is on one machine; there is nothing to choose.' })
    const waiting = and(eq(agentCopies.agentId, agent.id), isNull(agentCopies.retiredAtMs))
    const copies = await tx.select().from(agentCopies).where(waiting)
    const kept = copies.find(copy => copy.id === copyId)
    if (!kept) throw new AppError('resource.not-found', { message: 'This machine is not one of those to choose from.' })
    const nowMs = context.clock.wallMs()
    await tx.delete(agentCopies).where(eq(agentCopies.id, kept.id))
    await tx.update(agentCopies).set({ retiredAtMs: nowMs }).where(waiting)
    await letGoOn(tx, kept, nowMs)
    await notify(tx, channels.agentWork, agent.id)
    const named = ({ holder }: typeof kept) => ({ hostname: holder.hostname, address: holder.address })
    await writeAudit(tx, context, {
      action: agentActions.continued,
      subject: { kind: 'agent', id: agent.id },
      facts: { kept: named(kept), retired: copies.filter(copy => copy.id !== kept.id).map(named) },
    })
  })
  const [agent] = await presentAgents(context, [await agentFor(context.db, context, 'agent.manage', agentId)])
  return agent!
}

/** From now on the value that this copy presents is the newest. What the others may repeat counts no longer. */
async function letGoOn(tx: Tx, kept: typeof agentCopies.$inferSelect, nowMs: number): Promise<void> {
  const { agentId, organisationId, valueHash, holder } = kept
  const chosen = { valueHash, presentedHash: '', nonceHash: '', holder, updatedAtMs: nowMs }
  await tx
    .insert(agentLineages)
    .values({ agentId, organisationId, counter: 0, ...chosen })
    .onConflictDoUpdate({
      target: agentLineages.agentId,
      set: chosen,
      setWhere: ne(agentLineages.valueHash, valueHash),
    })
}
