import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { and, eq, isNull } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { agentStatus } from '../../db/schema/agent-status.ts'
import { agents } from '../../db/schema/agents.ts'
import { cameras } from '../../db/schema/cameras.ts'
import type { Actor } from '../../policy/actor.ts'
import type { Outage } from './compute-timeline.ts'
import { outageOf } from './outage.ts'

/** A camera as somebody who looks at its pictures needs it. */
export interface WatchedCamera {
  readonly id: string
  readonly agentId: string
  readonly agentOnline: boolean
  /** Wall start of the segment being written now; null when none is, or nobody can tell. */
  readonly openSegmentStartMs: number | null
  /** Why nothing is recorded, as the agent tells it now; null when it records, or nobody can tell. */
  readonly outage: Outage | null
}

/** Within the actor's organisation. @throws AppError `resource.not-found`, also for a deleted camera and a foreign one. */
export async function loadWatchedCamera(db: Db, actor: Actor, cameraId: string): Promise<WatchedCamera> {
  const [row] = await db
    .select({
      agentId: cameras.agentId,
      createdAtMs: cameras.createdAtMs,
      recording: cameras.recording,
      revokedAtMs: agents.revokedAtMs,
      online: agentStatus.online,
      report: agentStatus.report,
    })
    .from(cameras)
    .innerJoin(agents, and(eq(agents.organisationId, cameras.organisationId), eq(agents.id, cameras.agentId)))
    .leftJoin(agentStatus, eq(agentStatus.agentId, cameras.agentId))
    .where(and(eq(cameras.organisationId, actor.organisationId), eq(cameras.id, cameraId), isNull(cameras.deletedAtMs)))
  if (row === undefined) throw new AppError('resource.not-found')
  const agentOnline = row.online === true && row.revokedAtMs === null
  const report = agentOnline ? row.report?.cameras.find(camera => camera.cameraId === cameraId) : undefined
  const sinceMs = Math.max(row.createdAtMs, row.report?.startedAtMs ?? 0)
  return {
    id: cameraId,
    agentId: row.agentId,
    agentOnline,
    openSegmentStartMs: report?.openSegmentStartMs ?? null,
    outage: report ? outageOf(report, row.recording.mode, sinceMs) : null,
  }
}
