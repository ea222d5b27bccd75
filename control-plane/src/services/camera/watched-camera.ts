import type { Permission } from '@nightjar/shared/policy/permissions.ts'
import { and, eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { agentStatus } from '../../db/schema/agent-status.ts'
import { agents } from '../../db/schema/agents.ts'
import type { Asking } from '../../policy/authorize.ts'
import { type CameraRow, cameraFor } from './camera-for.ts'
import { type Outage, outageOf } from './outage.ts'

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

/** {@link cameraFor}, with what its agent says of it now. @throws AppError as there. */
export async function watchedCameraFor(
  db: Db,
  asking: Asking,
  permission: Permission,
  cameraId: string,
): Promise<WatchedCamera> {
  const camera = await cameraFor(db, asking, permission, cameraId)
  const agent = await loadAgentState(db, camera)
  const agentOnline = agent?.online === true && agent.revokedAtMs === null
  const report = agentOnline ? agent.report?.cameras.find(entry => entry.cameraId === cameraId) : undefined
  const sinceMs = Math.max(camera.createdAtMs, agent?.report?.startedAtMs ?? 0)
  return {
    id: cameraId,
    agentId: camera.agentId,
    agentOnline,
    openSegmentStartMs: report?.openSegmentStartMs ?? null,
    outage: report ? outageOf(report, camera.recording.mode, sinceMs) : null,
  }
}

async function loadAgentState(db: Db, camera: CameraRow) {
  const [row] = await db
    .select({ revokedAtMs: agents.revokedAtMs, online: agentStatus.online, report: agentStatus.report })
    .from(agents)
    .leftJoin(agentStatus, eq(agentStatus.agentId, agents.id))
    .where(and(eq(agents.organisationId, camera.organisationId), eq(agents.id, camera.agentId)))
  return row
}
