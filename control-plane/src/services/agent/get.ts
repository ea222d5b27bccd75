import type { Agent } from '@nightjar/shared/api/agent.ts'
import type { Context } from '../../context/context.ts'
import { authorize } from '../../policy/authorize.ts'
import { loadAgent } from './load.ts'
import { presentAgents } from './present.ts'

export async function getAgent(context: Context, agentId: string): Promise<Agent> {
  authorize(context, 'agent.read')
  const [agent] = await presentAgents(context, [await loadAgent(context.db, context.actor, agentId)])
  return agent!
}
