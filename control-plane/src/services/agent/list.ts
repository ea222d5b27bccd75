import type { Agent } from '@nightjar/shared/api/agent.ts'
import { asc } from 'drizzle-orm'
import type { Context } from '../../context/context.ts'
import { agents } from '../../db/schema/agents.ts'
import { visibleAgents } from '../../policy/visible.ts'
import { presentAgents } from './present.ts'

/** The agents that the actor may see, the revoked included, oldest first. */
export async function listAgents(context: Context): Promise<Agent[]> {
  const rows = await context.db
    .select()
    .from(agents)
    .where(visibleAgents(context, 'agent.read'))
    .orderBy(asc(agents.id))
  return presentAgents(context, rows)
}
