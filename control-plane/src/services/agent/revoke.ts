import type { Agent } from '@nightjar/shared/api/agent.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { and, eq, isNull } from 'drizzle-orm'
import { writeAudit } from '../../audit/write-audit.ts'
import type { Context } from '../../context/context.ts'
import { notify } from '../../db/notify.ts'
import { agentStatus } from '../../db/schema/agent-status.ts'
import { agents } from '../../db/schema/agents.ts'
import { transaction } from '../../db/transaction.ts'
import { channels } from '../channels.ts'
import { agentFor } from './agent-for.ts'
import { agentActions } from './audit-actions.ts'
import { wantBrokerAccount } from './broker-account.ts'
import { presentAgents } from './present.ts'

/**
 * Ends an agent's rights for good: no token, no upload, no word at the broker from now on. Its cameras stay listed, and
 * what it recorded stays where it is.
 */
export async function revokeAgent(context: Context, agentId: string): Promise<Agent> {
  await transaction(context, async tx => {
    const agent = await agentFor(tx, context, 'agent.manage', agentId)
    const revoked = await tx
      .update(agents)
      .set({ revokedAtMs: context.clock.wallMs() })
      .where(and(eq(agents.id, agent.id), isNull(agents.revokedAtMs)))
      .returning({ id: agents.id })
    if (revoked.length === 0) {
      throw new AppError('resource.conflict', { message: 'This agent was revoked before.' })
    }
    await tx.update(agentStatus).set({ online: false }).where(eq(agentStatus.agentId, agent.id))
    if (context.fleet.brokerAccounts) await wantBrokerAccount(tx, context, agent, null)
    await notify(tx, channels.agentRevoked, agent.id)
    await writeAudit(tx, context, { action: agentActions.revoked, subject: { kind: 'agent', id: agent.id } })
  })
  const [agent] = await presentAgents(context, [await agentFor(context.db, context, 'agent.manage', agentId)])
  return agent!
}
