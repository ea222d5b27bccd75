import type { PayloadOf } from '@nightjar/shared/protocol/define-message.ts'
import type { configHint } from '@nightjar/shared/protocol/messages/config-hint.ts'
import { desc, eq } from 'drizzle-orm'
import type { BaseContext } from '../../context/context.ts'
import { agentConfigs } from '../../db/schema/agent-configs.ts'

/** The newest configuration, as a hint; null before the first. */
export async function loadHint(
  context: Pick<BaseContext, 'db'>,
  agentId: string,
): Promise<PayloadOf<typeof configHint> | null> {
  const [row] = await context.db
    .select({ version: agentConfigs.version, hash: agentConfigs.hash })
    .from(agentConfigs)
    .where(eq(agentConfigs.agentId, agentId))
    .orderBy(desc(agentConfigs.version))
    .limit(1)
  return row ?? null
}
