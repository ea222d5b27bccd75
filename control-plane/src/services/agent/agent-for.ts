import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { Permission } from '@nightjar/shared/policy/permissions.ts'
import { and, eq } from 'drizzle-orm'
import type { Db, Tx } from '../../db/client.ts'
import { agents } from '../../db/schema/agents.ts'
import { type Asking, forbidden } from '../../policy/authorize.ts'
import { visibleAgents } from '../../policy/visible.ts'

export type AgentRow = typeof agents.$inferSelect

/**
 * Loads an agent, revoked or not, and authorises for it: the only way to one for whoever asks by its id.
 * @throws AppError `resource.not-found`, also for another organisation's; `auth.forbidden`.
 */
export async function agentFor(
  db: Db | Tx,
  asking: Asking,
  permission: Permission,
  agentId: string,
): Promise<AgentRow> {
  const [agent] = await db
    .select()
    .from(agents)
    .where(and(visibleAgents(asking, permission), eq(agents.id, agentId)))
  if (agent) return agent
  const existing = await db
    .select({ id: agents.id })
    .from(agents)
    .where(and(eq(agents.organisationId, asking.actor.organisationId), eq(agents.id, agentId)))
  throw existing.length === 0 ? new AppError('resource.not-found') : forbidden(asking, permission, `agent ${agentId}`)
}
