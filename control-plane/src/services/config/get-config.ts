import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { SignedConfig } from '@nightjar/shared/protocol/config/document.ts'
import { and, desc, eq, isNull, lt, or } from 'drizzle-orm'
import { z } from 'zod'
import type { Context } from '../../context/context.ts'
import type { Tx } from '../../db/client.ts'
import { agentConfigs } from '../../db/schema/agent-configs.ts'
import { agents } from '../../db/schema/agents.ts'
import { transaction } from '../../db/transaction.ts'
import { authorizeAgent } from '../../policy/authorize.ts'
import { type ConfigSource, configSource } from './config-source.ts'
import { publishConfig } from './publish-config.ts'
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
  if (stated !== undefined)
    await transaction(context, async tx => {
      await noteStated(tx, agent.id, within(stated, source.sections))
      await publishConfig(tx, context, agent.id, source, stated)
    })
  const [row] = await context.db
    .select({ document: agentConfigs.document, hash: agentConfigs.hash })
    .from(agentConfigs)
    .where(and(eq(agentConfigs.organisationId, agent.organisationId), eq(agentConfigs.agentId, agent.id)))
    .orderBy(desc(agentConfigs.version))
    .limit(1)
  if (!row) throw new AppError('resource.not-found')
  return row
}

/** What an agent said itself, once, no heartbeat takes back: its camera passwords are bound from then on. */
async function noteStated(tx: Tx, agentId: string, statedProtocol: number): Promise<void> {
  const isHigher = or(isNull(agents.statedProtocol), lt(agents.statedProtocol, statedProtocol))
  await tx
    .update(agents)
    .set({ statedProtocol })
    .where(and(eq(agents.id, agentId), isHigher))
}
