import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { and, eq } from 'drizzle-orm'
import type { Db, Tx } from '../../db/client.ts'
import { agentStatus } from '../../db/schema/agent-status.ts'
import type { Actor } from '../../policy/actor.ts'
import { type AgentRow, loadAgentsInService } from '../agent/load.ts'
import type { LoopbackAllowance } from './camera-host.ts'

const wrongAgent = (detail: string) =>
  new AppError('input.invalid', { message: detail, fields: [{ pointer: '/agentId', detail }] })

/**
 * The agent that a camera is to belong to: the one named, or the only one there is.
 * @throws AppError `input.invalid` with the field `/agentId`.
 */
export async function chooseAgent(db: Db | Tx, actor: Actor, agentId: string | undefined): Promise<AgentRow> {
  const inService = await loadAgentsInService(db, actor)
  if (inService.length === 0) throw wrongAgent('There is no agent yet. Enrol one under Sites & agents first.')
  if (agentId === undefined) {
    if (inService.length > 1) throw wrongAgent('Choose the agent that is in the network of the camera.')
    return inService[0]!
  }
  const chosen = inService.find(agent => agent.id === agentId)
  if (!chosen) throw wrongAgent('There is no such agent in service. Choose one from the list.')
  return chosen
}

/**
 * Cameras on the agent's own host: what the agent itself said it was started with. A person may use them only where it
 * allows any; the single endpoints of the demo are for the local command line.
 */
export async function loopbackOf(db: Db | Tx, actor: Actor, agentId: string): Promise<LoopbackAllowance> {
  const [row] = await db
    .select({ report: agentStatus.report })
    .from(agentStatus)
    .where(and(eq(agentStatus.organisationId, actor.organisationId), eq(agentStatus.agentId, agentId)))
  const allowed = row?.report.loopbackCameras ?? 'none'
  return typeof allowed === 'string' || actor.kind === 'cli' ? allowed : 'none'
}
