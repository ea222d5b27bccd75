import { and, count, eq, isNull } from 'drizzle-orm'
import { writeAudit } from '../../audit/write-audit.ts'
import type { BaseContext } from '../../context/context.ts'
import type { Tx } from '../../db/client.ts'
import { notify } from '../../db/notify.ts'
import { agentCopies } from '../../db/schema/agent-copies.ts'
import type { LineageHolder } from '../../db/schema/agent-lineages.ts'
import { agentStatus } from '../../db/schema/agent-status.ts'
import { agents } from '../../db/schema/agents.ts'
import { channels } from '../channels.ts'
import type { AgentRow } from './agent-for.ts'
import { agentActions } from './audit-actions.ts'
import { wantBrokerAccount } from './broker-account.ts'

/** A machine with the agent's identity, by the lineage value that it presents. */
export interface Copy {
  readonly valueHash: string
  readonly holder: LineageHolder
}

/** More than a person could tell apart; a key that leaked must not fill the table. */
const mostCopies = 8

/**
 * Nothing that comes in the name of this agent is taken any more, from whichever machine, until an administrator has
 * said which one goes on. What they record stays with them.
 */
export async function freezeAgent(tx: Tx, base: BaseContext, agent: AgentRow, copies: readonly Copy[]): Promise<void> {
  await tx.update(agents).set({ clonedAtMs: base.clock.wallMs() }).where(eq(agents.id, agent.id))
  await tx.update(agentStatus).set({ online: false }).where(eq(agentStatus.agentId, agent.id))
  for (const copy of copies) await seeCopy(tx, base, agent, copy)
  if (base.fleet.brokerAccounts) await wantBrokerAccount(tx, base, agent, null)
  await notify(tx, channels.agentRevoked, agent.id)
  const { organisationId, siteId, id } = agent
  const actor = { kind: 'agent', id, organisationId, siteId } as const
  await writeAudit(
    tx,
    { ...base, actor },
    {
      action: agentActions.cloned,
      subject: { kind: 'agent', id },
      facts: { copies: copies.map(({ holder }) => ({ hostname: holder.hostname, address: holder.address })) },
    },
  )
}

/**
 * Notes that a machine asked, so that a person can tell which is still there. A retired one is never heard; where the
 * value that was given last counts as retired all the same (a database that was set back), it is to be chosen anew.
 */
export async function seeCopy(tx: Tx, base: BaseContext, agent: AgentRow, { valueHash, holder }: Copy): Promise<void> {
  const open = and(eq(agentCopies.agentId, agent.id), isNull(agentCopies.retiredAtMs))
  const [known] = await tx.select({ copies: count() }).from(agentCopies).where(open)
  const seen = await tx
    .update(agentCopies)
    .set({ holder })
    .where(and(open, eq(agentCopies.valueHash, valueHash)))
    .returning({ id: agentCopies.id })
  if (seen.length > 0 || (known?.copies ?? 0) >= mostCopies) return
  const { id: agentId, organisationId } = agent
  const firstSeenAtMs = base.clock.wallMs()
  await tx
    .insert(agentCopies)
    .values({ id: base.ids.next(), organisationId, agentId, valueHash, holder, firstSeenAtMs, retiredAtMs: null })
    .onConflictDoUpdate({
      target: [agentCopies.agentId, agentCopies.valueHash],
      set: { holder, firstSeenAtMs, retiredAtMs: null },
    })
}
