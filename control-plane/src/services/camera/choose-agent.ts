import type { LoopbackAllowance } from '@nightjar/shared/address-policy/loopback.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { and, eq, isNull } from 'drizzle-orm'
import type { Db, Tx } from '../../db/client.ts'
import { agentStatus } from '../../db/schema/agent-status.ts'
import { agents } from '../../db/schema/agents.ts'
import type { Actor } from '../../policy/actor.ts'
import { type Asking, forbidden, holds } from '../../policy/authorize.ts'
import type { AgentRow } from '../agent/agent-for.ts'

const wrongAgent = (detail: string) =>
  new AppError('input.invalid', { message: detail, fields: [{ pointer: '/agentId', detail }] })

/**
 * The agent that a camera is to belong to: the one named, or the only one at whose site the actor may manage cameras.
 * @throws AppError `input.invalid` with the field `/agentId`; `auth.forbidden` where there is an agent, but none for them.
 */
export async function chooseAgent(db: Db | Tx, asking: Asking, agentId: string | undefined): Promise<AgentRow> {
  const { organisationId } = asking.actor
  const inService = await db
    .select()
    .from(agents)
    .where(and(eq(agents.organisationId, organisationId), isNull(agents.revokedAtMs)))
    .orderBy(agents.id)
  if (inService.length === 0) throw wrongAgent('There is no agent yet. Enrol one under Sites & agents first.')
  const named = agentId === undefined ? inService : inService.filter(agent => agent.id === agentId)
  if (named.length === 0) throw wrongAgent('There is no such agent in service. Choose one from the list.')
  const granted = named.filter(({ siteId }) =>
    holds(asking, 'camera.manage', { organisationId, siteId, cameraId: null, groupIds: [] }),
  )
  if (granted.length > 1) throw wrongAgent('Choose the agent that is in the network of the camera.')
  if (!granted[0]) throw forbidden(asking, 'camera.manage', `agent ${agentId ?? 'of any site'}`)
  return granted[0]
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
