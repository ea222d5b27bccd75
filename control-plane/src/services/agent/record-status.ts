import { lowestProtocol } from '@nightjar/shared/protocol/config/content-for.ts'
import type { AgentStatus } from '@nightjar/shared/protocol/messages/agent-status.ts'
import { and, eq, lt } from 'drizzle-orm'
import type { Context } from '../../context/context.ts'
import { agentStatus } from '../../db/schema/agent-status.ts'
import { transaction } from '../../db/transaction.ts'
import { authorizeAgent } from '../../policy/authorize.ts'
import { type ConfigSource, configSource } from '../config/config-source.ts'
import { publishConfig } from '../config/publish-config.ts'
import { within } from '../config/reported-protocol.ts'
import { unknownVersion } from '../config/unknown-version.ts'

type OnlineReport = Extract<AgentStatus, { state: 'online' }>

/** An agent that has been silent for longer is offline: three heartbeats. */
export const silenceMs = 45_000

/**
 * Keeps a heartbeat. An agent that speaks another protocol than before is sent what it knows now; one that follows a
 * configuration which was never published here, the next one after that.
 */
export async function recordHeartbeat(
  context: Context,
  report: OnlineReport,
  source: ConfigSource = configSource,
): Promise<void> {
  const agent = authorizeAgent(context)
  const nowMs = context.clock.wallMs()
  await transaction(context, async tx => {
    const [known] = await tx.select().from(agentStatus).where(eq(agentStatus.agentId, agent.id)).for('update')
    const row = {
      agentId: agent.id,
      organisationId: agent.organisationId,
      online: true,
      lastSeenAtMs: nowMs,
      changedAtMs: known?.online ? known.changedAtMs : nowMs,
      report,
    }
    await tx.insert(agentStatus).values(row).onConflictDoUpdate({ target: agentStatus.agentId, set: row })
    const before = known?.report.protocol ?? lowestProtocol
    const isOther = within(report.protocol, source.sections) !== within(before, source.sections)
    if (isOther || (await unknownVersion(tx, agent.id, nowMs)) !== null)
      await publishConfig(tx, context, agent.id, source)
  })
}

/** The agent said goodbye, or the broker said it for it. */
export async function recordGone(context: Context): Promise<void> {
  const agent = authorizeAgent(context)
  const changedAtMs = context.clock.wallMs()
  await context.db
    .update(agentStatus)
    .set({ online: false, changedAtMs })
    .where(and(eq(agentStatus.agentId, agent.id), eq(agentStatus.online, true)))
}

/** Marks agents offline whose heartbeat is overdue, of every organisation. Returns how many. */
export async function markSilentAgents(context: Pick<Context, 'db' | 'clock'>): Promise<number> {
  const nowMs = context.clock.wallMs()
  const silent = await context.db
    .update(agentStatus)
    .set({ online: false, changedAtMs: nowMs })
    .where(and(eq(agentStatus.online, true), lt(agentStatus.lastSeenAtMs, nowMs - silenceMs)))
    .returning({ agentId: agentStatus.agentId })
  return silent.length
}
