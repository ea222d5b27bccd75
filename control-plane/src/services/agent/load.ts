import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { and, eq, isNull } from 'drizzle-orm'
import type { Db, Tx } from '../../db/client.ts'
import { agents } from '../../db/schema/agents.ts'
import type { Actor } from '../../policy/actor.ts'

export type AgentRow = typeof agents.$inferSelect

/** The agent within the actor's organisation, revoked or not. @throws AppError `resource.not-found` */
export async function loadAgent(db: Db | Tx, actor: Actor, agentId: string): Promise<AgentRow> {
  const [agent] = await db
    .select()
    .from(agents)
    .where(and(eq(agents.organisationId, actor.organisationId), eq(agents.id, agentId)))
  if (!agent) throw new AppError('resource.not-found')
  return agent
}

/** Agents of the actor's organisation that are in service. */
export const loadAgentsInService = (db: Db | Tx, actor: Actor): Promise<AgentRow[]> =>
  db
    .select()
    .from(agents)
    .where(and(eq(agents.organisationId, actor.organisationId), isNull(agents.revokedAtMs)))
    .orderBy(agents.id)
