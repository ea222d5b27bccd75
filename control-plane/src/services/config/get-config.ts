import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { contentFor } from '@nightjar/shared/protocol/config/content-for.ts'
import type { SignedConfig } from '@nightjar/shared/protocol/config/document.ts'
import { and, desc, eq, isNull, lt, or } from 'drizzle-orm'
import { z } from 'zod'
import type { Context } from '../../context/context.ts'
import type { Tx } from '../../db/client.ts'
import { agentConfigs } from '../../db/schema/agent-configs.ts'
import { agents } from '../../db/schema/agents.ts'
import { transaction } from '../../db/transaction.ts'
import type { AgentActor } from '../../policy/actor.ts'
import { authorizeAgent } from '../../policy/authorize.ts'
import { type ConfigSource, configSource } from './config-source.ts'
import { isStillDue, publishConfig } from './publish-config.ts'
import { within } from './reported-protocol.ts'

/** In a header: whole and positive, otherwise as if it were not there. */
const statedSchema = z.coerce.number().int().min(1).optional().catch(undefined)

/**
 * The newest configuration of the agent that asks, and its hash. Where the last one is not what an agent of the protocol
 * that it states is sent, a new one is signed first. The document itself is compared, not what heartbeats reported: a
 * heartbeat can be somebody else's, this request cannot.
 */
export async function getConfig(
  context: Context,
  protocol?: unknown,
  source: ConfigSource = configSource,
): Promise<{ document: SignedConfig; hash: string }> {
  const agent = authorizeAgent(context)
  const stated = statedSchema.parse(protocol)
  const newest = await loadNewest(context, agent)
  if (stated === undefined) return found(newest)
  if (newest && (await isAsStated(context, agent.id, newest, stated, source))) return newest
  await transaction(context, async tx => {
    await noteStated(tx, agent.id, within(stated, source.sections))
    await publishConfig(tx, context, agent.id, source, stated)
  })
  return found(await loadNewest(context, agent))
}

type Newest = Pick<typeof agentConfigs.$inferSelect, 'document' | 'hash' | 'releaseProtocol'> & {
  readonly statedProtocol: number | null
}

async function loadNewest({ db }: Context, { id, organisationId }: AgentActor): Promise<Newest | null> {
  const { document, hash, releaseProtocol } = agentConfigs
  const [row] = await db
    .select({ document, hash, releaseProtocol, statedProtocol: agents.statedProtocol })
    .from(agentConfigs)
    .innerJoin(agents, eq(agents.id, agentConfigs.agentId))
    .where(and(eq(agentConfigs.organisationId, organisationId), eq(agentConfigs.agentId, id)))
    .orderBy(desc(agentConfigs.version))
    .limit(1)
  return row ?? null
}

/** @throws AppError `resource.not-found` */
function found(newest: Newest | null): Newest {
  if (newest === null) throw new AppError('resource.not-found')
  return newest
}

/**
 * Whether nothing is to be written. Looked at without a transaction or a lock: when all agents ask at once nearly all of
 * them need neither. What changes meanwhile is published where it is changed.
 */
async function isAsStated(
  context: Context,
  agentId: string,
  newest: Newest,
  stated: number,
  source: ConfigSource,
): Promise<boolean> {
  if ((newest.statedProtocol ?? 0) < within(stated, source.sections)) return false
  const whole = (await source.contentOf(context.db, context, [agentId])).get(agentId)!
  return isStillDue(newest, contentFor(whole, stated, source.sections).content, source)
}

/** What an agent said itself, once, no heartbeat takes back: its camera passwords are bound from then on. */
async function noteStated(tx: Tx, agentId: string, statedProtocol: number): Promise<void> {
  const isHigher = or(isNull(agents.statedProtocol), lt(agents.statedProtocol, statedProtocol))
  await tx
    .update(agents)
    .set({ statedProtocol })
    .where(and(eq(agents.id, agentId), isHigher))
}
