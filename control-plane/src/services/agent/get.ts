import type { Agent } from '@nightjar/shared/api/agent.ts'
import type { Context } from '../../context/context.ts'
import { agentFor } from './agent-for.ts'
import { presentAgents } from './present.ts'

export async function getAgent(context: Context, agentId: string): Promise<Agent> {
  const [agent] = await presentAgents(context, [await agentFor(context.db, context, 'agent.read', agentId)])
  return agent!
}
