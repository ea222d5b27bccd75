import { createHash } from 'node:crypto'
import type { AgentAddress } from '@nightjar/shared/protocol/define-message.ts'
import { isNull } from 'drizzle-orm'
import type { BaseContext } from '../../context/context.ts'
import type { Tx } from '../../db/client.ts'
import { notify } from '../../db/notify.ts'
import { agents } from '../../db/schema/agents.ts'
import { transaction } from '../../db/transaction.ts'
import { channels } from '../channels.ts'
import { fairShare } from '../lease/fair-share.ts'
import { loadLeases, releaseLeases, renewLeases, type Term, takeLeases } from '../lease/leases.ts'

/** Long enough to sit out a slow database, short enough that another instance soon takes over from one that died. */
export const leaseMs = 15_000

/**
 * Renews what the link instance has, takes its fair share of what nobody serves, gives up what is another's share, and
 * answers with all agents that it now serves.
 * @param holder random id of the instance.
 */
export async function holdAgents(context: Pick<BaseContext, 'db' | 'clock'>, holder: string): Promise<AgentAddress[]> {
  const nowMs = context.clock.wallMs()
  const term = { nowMs, untilMs: nowMs + leaseMs }
  return transaction(context, async tx => {
    await takeLeases(tx, 'link', [holder], holder, term)
    await renewLeases(tx, 'agent', holder, term.untilMs)
    const inService = await tx
      .select({ agentId: agents.id, organisationId: agents.organisationId })
      .from(agents)
      .where(isNull(agents.revokedAtMs))
    const ids = inService.map(({ agentId }) => agentId)
    const mine = new Set(await settle(tx, ids, holder, term))
    return inService.filter(({ agentId }) => mine.has(agentId))
  })
}

/** Ids of the agents that are the holder's once everybody's share is looked at. */
async function settle(tx: Tx, agentIds: readonly string[], holder: string, term: Term): Promise<string[]> {
  const instances = await loadLeases(tx, 'link', term.nowMs)
  const owners = new Map((await loadLeases(tx, 'agent', term.nowMs)).map(lease => [lease.key, lease.holder]))
  const holdings = new Map(agentIds.map(id => [id, owners.get(id) ?? null]))
  const { take, giveUp } = fairShare(holdings, new Set(instances.map(lease => lease.holder)), holder)
  const mine = inOrderOf(holder, agentIds).filter(id => holdings.get(id) === holder)
  const given = giveUp === 0 ? [] : mine.slice(-giveUp)
  await releaseLeases(tx, 'agent', holder, given)
  // One is enough: whoever does not serve it looks for all that it may take.
  if (given[0] !== undefined) await notify(tx, channels.agentWork, given[0])
  const free = inOrderOf(holder, agentIds).filter(id => holdings.get(id) === null)
  const taken = await takeLeases(tx, 'agent', free.slice(0, take), holder, term)
  return [...mine.slice(0, mine.length - given.length), ...taken]
}

/** Each holder begins at another agent, so that two who look at once do not reach for the same ones. */
function inOrderOf(holder: string, agentIds: readonly string[]): string[] {
  const rank = (id: string) => createHash('sha256').update(`${holder} ${id}`).digest('hex')
  return agentIds
    .map(id => ({ id, rank: rank(id) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .map(({ id }) => id)
}

/** On a clean stop: others may take over at once. */
export async function releaseAgents(context: Pick<BaseContext, 'db'>, holder: string): Promise<void> {
  await transaction(context, async tx => {
    await releaseLeases(tx, 'agent', holder)
    await releaseLeases(tx, 'link', holder)
    // An id that nobody serves: every other instance looks for what it may take now.
    await notify(tx, channels.agentWork, holder)
  })
}
