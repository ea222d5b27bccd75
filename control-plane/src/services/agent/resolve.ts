import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { and, eq, isNull } from 'drizzle-orm'
import type { BaseContext } from '../../context/context.ts'
import type { Db } from '../../db/client.ts'
import { agents } from '../../db/schema/agents.ts'
import { type TokenIdentity, verifyAccessToken } from '../../keys/access-token.ts'
import { linkSubject } from '../../keys/link-token.ts'
import { accessTokenKeys } from '../../keys/signing-keys.ts'
import type { AgentActor } from '../../policy/actor.ts'

/** The agent as actor, read at each call: a revoked or a doubled one acts no more, whatever its token says. null where it may not act. */
export async function findActingAgent(db: Db, agentId: string): Promise<AgentActor | null> {
  const [row] = await db
    .select({ organisationId: agents.organisationId, siteId: agents.siteId })
    .from(agents)
    .where(and(eq(agents.id, agentId), isNull(agents.revokedAtMs), isNull(agents.clonedAtMs)))
  return row ? { kind: 'agent', id: agentId, ...row } : null
}

/** The agent behind `Authorization: Bearer`; null where the token or the agent is not good. */
export async function resolveAgent(base: BaseContext, token: string): Promise<AgentActor | null> {
  try {
    const nowMs = base.clock.wallMs()
    const who = await verifyAccessToken(token, 'api', accessTokenKeys(base.db, nowMs), nowMs)
    const agent = await findActingAgent(base.db, who.subject)
    return agent?.organisationId === who.organisationId ? agent : null
  } catch (error) {
    if (error instanceof AppError && error.code === 'agent.refused') return null
    throw error
  }
}

/** For the embedded broker. @throws AppError `agent.refused` */
export async function verifyForBroker(base: Pick<BaseContext, 'db' | 'clock'>, token: string): Promise<TokenIdentity> {
  const nowMs = base.clock.wallMs()
  const who = await verifyAccessToken(token, 'mqtt', accessTokenKeys(base.db, nowMs), nowMs)
  if (who.subject === linkSubject && who.organisationId === null) return who
  const agent = await findActingAgent(base.db, who.subject)
  if (!agent || agent.organisationId !== who.organisationId) {
    throw new AppError('agent.refused', { detail: `agent ${who.subject} may not act` })
  }
  return who
}
