import type { Agent, AgentCopy } from '@nightjar/shared/api/agent.ts'
import { toIso } from '@nightjar/shared/domain/time.ts'
import { and, eq, inArray, sql } from 'drizzle-orm'
import type { BaseContext } from '../../context/context.ts'
import { agentConfigReports } from '../../db/schema/agent-config-reports.ts'
import { agentConfigs } from '../../db/schema/agent-configs.ts'
import { agentStatus } from '../../db/schema/agent-status.ts'
import { fingerprintOf } from '../../keys/ed25519.ts'
import { chainWarnings } from '../chain/chain-warnings.ts'
import { type ConfigSource, configSource } from '../config/config-source.ts'
import { withheldWarnings } from '../config/withheld-warnings.ts'
import type { AgentRow } from './agent-for.ts'
import { loadCopies } from './load-copies.ts'

type StatusRow = typeof agentStatus.$inferSelect
type ReportRow = typeof agentConfigReports.$inferSelect

/** Why the desired configuration is not in force, for a person; null where it is or nothing is known against it. */
function configError(report: ReportRow | undefined): string | null {
  if (!report || report.report.ok) return null
  if (report.report.error !== null) return report.report.error
  const refused = report.report.cameras.filter(camera => !camera.ok)
  return refused.map(camera => camera.error ?? 'A camera could not be set up.').join(' ')
}

function stateOf(agent: AgentRow, status: StatusRow | undefined): Agent['state'] {
  if (agent.revokedAtMs !== null) return 'revoked'
  if (agent.clonedAtMs !== null) return 'cloned'
  return status?.online ? 'online' : 'offline'
}

function presentOne(
  agent: AgentRow,
  status: StatusRow | undefined,
  report: ReportRow | undefined,
  desiredVersion: number,
  own: readonly string[],
  copies: readonly AgentCopy[],
): Agent {
  const told = status?.report
  const backlog = told?.mirrorBacklog
  return {
    id: agent.id,
    siteId: agent.siteId,
    hostname: agent.hostname,
    state: stateOf(agent, status),
    copies: [...copies],
    fingerprint: fingerprintOf(agent.publicKey),
    software: told?.software ?? agent.software,
    enrolledAt: toIso(agent.enrolledAtMs),
    lastSeenAt: status ? toIso(status.lastSeenAtMs) : null,
    config: { desiredVersion, appliedVersion: report?.appliedVersion ?? 0, error: configError(report) },
    outboxDepth: told?.outboxDepth ?? 0,
    mirrorBacklog: {
      segments: backlog?.segments ?? 0,
      bytes: backlog?.bytes ?? 0,
      oldest: backlog?.oldestMs == null ? null : toIso(backlog.oldestMs),
    },
    disk: told?.disk ?? null,
    warnings: [...own, ...(told?.warnings ?? [])],
  }
}

/** Agents with what is known of them now, in the order given. */
export async function presentAgents(
  context: Pick<BaseContext, 'db' | 'fleet'>,
  agents: readonly AgentRow[],
  source: ConfigSource = configSource,
): Promise<Agent[]> {
  const { db } = context
  if (agents.length === 0) return []
  const ids = agents.map(agent => agent.id)
  const organisationId = agents[0]!.organisationId
  const ofThese = <T extends typeof agentStatus | typeof agentConfigReports | typeof agentConfigs>(table: T) =>
    and(eq(table.organisationId, organisationId), inArray(table.agentId, ids))
  const statuses = await db.select().from(agentStatus).where(ofThese(agentStatus))
  const reports = await db.select().from(agentConfigReports).where(ofThese(agentConfigReports))
  const versions = await db
    .select({ agentId: agentConfigs.agentId, version: sql<number>`max(${agentConfigs.version})` })
    .from(agentConfigs)
    .where(ofThese(agentConfigs))
    .groupBy(agentConfigs.agentId)
  const inService = new Set(agents.filter(agent => agent.revokedAtMs === null).map(agent => agent.id))
  const reported = statuses
    .filter(status => inService.has(status.agentId))
    .map(({ agentId, report }) => ({ agentId, protocol: report.protocol }))
  const withheld = await withheldWarnings(context, reported, source)
  const copies = await loadCopies(db, agents)
  const alarms = await chainWarnings(db, ids)
  return agents.map(agent =>
    presentOne(
      agent,
      statuses.find(row => row.agentId === agent.id),
      reports.find(row => row.agentId === agent.id),
      Number(versions.find(row => row.agentId === agent.id)?.version ?? 0),
      [...(withheld.get(agent.id) ?? []), ...(alarms.get(agent.id) ?? [])],
      copies.get(agent.id) ?? [],
    ),
  )
}
