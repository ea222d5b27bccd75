import { roleHolds } from '@nightjar/shared/policy/permissions.ts'
import type { Role } from '@nightjar/shared/policy/roles.ts'
import { and, asc, eq, isNull, type SQL } from 'drizzle-orm'
import type { Db, Tx } from '../../db/client.ts'
import { agents } from '../../db/schema/agents.ts'
import { cameras } from '../../db/schema/cameras.ts'
import { liveTickets } from '../../db/schema/live-tickets.ts'
import { sessions } from '../../db/schema/sessions.ts'
import { users } from '../../db/schema/users.ts'

/** What a viewer's right to watch rests on, as it is now; null where it is gone. */
export interface ViewerStanding {
  readonly viewerId: string
  readonly organisationId: string
  readonly userId: string
  readonly sessionId: string
  readonly streamId: string
  readonly sessionEndsAtMs: number | null
  readonly role: Role | null
  /** null also where the camera's agent was revoked: what it still sends is not to be believed. */
  readonly cameraId: string | null
}

const ofTicket = {
  session: and(eq(sessions.id, liveTickets.sessionId), eq(sessions.userId, liveTickets.userId)),
  user: and(
    eq(users.organisationId, liveTickets.organisationId),
    eq(users.id, liveTickets.userId),
    isNull(users.disabledAtMs),
  ),
  camera: and(
    eq(cameras.organisationId, liveTickets.organisationId),
    eq(cameras.id, liveTickets.cameraId),
    isNull(cameras.deletedAtMs),
  ),
  agent: and(eq(agents.id, cameras.agentId), isNull(agents.revokedAtMs)),
}

/** Of the tickets that the condition picks. Each part must belong to the ticket's own organisation. */
export async function standingOf(
  db: Db | Tx,
  condition: SQL | undefined,
  order: SQL = asc(liveTickets.id),
): Promise<ViewerStanding[]> {
  const rows = await db
    .select({
      viewerId: liveTickets.id,
      organisationId: liveTickets.organisationId,
      userId: liveTickets.userId,
      sessionId: liveTickets.sessionId,
      streamId: liveTickets.streamId,
      sessionEndsAtMs: sessions.expiresAtMs,
      role: users.role,
      cameraId: cameras.id,
      agentId: agents.id,
    })
    .from(liveTickets)
    .leftJoin(sessions, ofTicket.session)
    .leftJoin(users, ofTicket.user)
    .leftJoin(cameras, ofTicket.camera)
    .leftJoin(agents, ofTicket.agent)
    .where(condition)
    .orderBy(order)
  return rows.map(({ agentId, cameraId, ...row }) => ({ ...row, cameraId: agentId === null ? null : cameraId }))
}

/**
 * Whether the viewer may go on. Not asked: whether the session has been idle too long, since a wall display that only
 * watches sends no requests; its absolute end counts.
 */
export function mayWatch(standing: ViewerStanding, nowMs: number): boolean {
  const { sessionEndsAtMs, role, cameraId } = standing
  if (sessionEndsAtMs === null || sessionEndsAtMs <= nowMs || cameraId === null) return false
  return role !== null && roleHolds(role, 'live.view')
}
