import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { and, eq, isNull } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { agentStatus } from '../../db/schema/agent_status/table.ts'
import { agents } from '../../db/schema/agents/table.ts'
import { cameras } from '../../db/schema/cameras/table.ts'
import type { Actor } from '../../policy/actor.ts'

/** A camera as somebody who looks at its pictures needs it. */
export interface WatchedCamera {
  readonly id: string
  readonly agentId: string
  readonly agentOnline: boolean
  /** Wall start of the segment being written now; null when none is, or nobody can tell. */
  readonly openSegmentStartMs: number | null
}

/** Within the actor's organisation. @throws AppError `resource.not-found`, also for a deleted camera and a foreign one. */
export async function loadWatchedCamera(db: Db, actor: Actor, cameraId: string): Promise<WatchedCamera> {
  const [row] = await db
    .select({
      agentId: cameras.agentId,
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
  return { id: cameraId, agentId: row.agentId, agentOnline, openSegmentStartMs: report?.openSegmentStartMs ?? null }
}
