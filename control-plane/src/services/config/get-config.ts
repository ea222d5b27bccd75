import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { SignedConfig } from '@nightjar/shared/protocol/config/document.ts'
import { and, desc, eq } from 'drizzle-orm'
import type { Context } from '../../context/context.ts'
import { agentConfigs } from '../../db/schema/agent-configs.ts'
import { authorizeAgent } from '../../policy/authorize.ts'

/** The newest configuration of the agent that asks, and its hash. */
export async function getConfig(context: Context): Promise<{ document: SignedConfig; hash: string }> {
  const agent = authorizeAgent(context)
  const [row] = await context.db
    .select({ document: agentConfigs.document, hash: agentConfigs.hash })
    .from(agentConfigs)
    .where(and(eq(agentConfigs.organisationId, agent.organisationId), eq(agentConfigs.agentId, agent.id)))
    .orderBy(desc(agentConfigs.version))
    .limit(1)
  if (!row) throw new AppError('resource.not-found')
  return row
}
