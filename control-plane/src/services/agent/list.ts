import type { Agent } from '@nightjar/shared/api/agent.ts'
import { asc, eq } from 'drizzle-orm'
import type { Context } from '../../context/context.ts'
import { agents } from '../../db/schema/agents.ts'
import { authorize } from '../../policy/authorize.ts'
import { presentAgents } from './present.ts'

/** All agents of the organisation, the revoked included, oldest first. */
export async function listAgents(context: Context): Promise<Agent[]> {
  authorize(context, 'agent.read')
  const rows = await context.db
    .select()
    .from(agents)
    .where(eq(agents.organisationId, context.actor.organisationId))
    .orderBy(asc(agents.id))
  return presentAgents(context, rows)
}
