import { notNewer } from '@nightjar/shared/protocol/config/not-newer.ts'
import { desc, eq } from 'drizzle-orm'
import type { Tx } from '../../db/client.ts'
import { agentConfigReports } from '../../db/schema/agent-config-reports.ts'
import { agentConfigs } from '../../db/schema/agent-configs.ts'
import { agentStatus } from '../../db/schema/agent-status.ts'
import { agents } from '../../db/schema/agents.ts'

/** Nobody publishes more at once, nor more than one in a second for years. */
const burst = 10_000

/**
 * The highest configuration that an agent says it follows, where that was never published here: the database was restored
 * from a backup. Either its version is higher than ours, or it is ours and the agent has refused ours as no newer: then
 * there may have been others since, and it is one more. What an agent says of it is not signed, so no more is believed
 * than can have been published since it was enrolled: the numbers do not run out.
 * @returns null where nothing is unknown.
 */
export async function unknownVersion(tx: Tx, agentId: string, nowMs: number): Promise<number | null> {
  const [agent] = await tx
    .select({ enrolledAtMs: agents.enrolledAtMs, status: agentStatus.report, last: agentConfigReports })
    .from(agents)
    .innerJoin(agentStatus, eq(agentStatus.agentId, agents.id))
    .leftJoin(agentConfigReports, eq(agentConfigReports.agentId, agents.id))
    .where(eq(agents.id, agentId))
  const newest = agent && (await newestConfig(tx, agentId))
  if (!newest) return null
  const { enrolledAtMs, last, status } = agent
  const hasRefused = last !== null && last.report.error === notNewer && last.reportedAtMs >= newest.createdAtMs
  const said = hasRefused && status.configVersion === newest.version ? newest.version + 1 : status.configVersion
  const believed = Math.min(said, burst + Math.max(0, Math.floor((nowMs - enrolledAtMs) / 1000)))
  return believed > newest.version ? believed : null
}

/** null where none was ever published. */
export async function newestConfig(
  tx: Tx,
  agentId: string,
): Promise<Pick<typeof agentConfigs.$inferSelect, 'version' | 'createdAtMs'> | null> {
  const [row] = await tx
    .select({ version: agentConfigs.version, createdAtMs: agentConfigs.createdAtMs })
    .from(agentConfigs)
    .where(eq(agentConfigs.agentId, agentId))
    .orderBy(desc(agentConfigs.version))
    .limit(1)
  return row ?? null
}
