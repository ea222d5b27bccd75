import type { Place } from '@nightjar/shared/policy/grant.ts'
import { and, asc, eq, isNull, type SQL } from 'drizzle-orm'
import type { Db, Tx } from '../../db/client.ts'
import { agents } from '../../db/schema/agents.ts'
import { cameras } from '../../db/schema/cameras.ts'
import { liveTickets } from '../../db/schema/live-tickets.ts'
import { sessions } from '../../db/schema/sessions.ts'
import { users } from '../../db/schema/users.ts'
import type { UserActor } from '../../policy/actor.ts'
import { holds } from '../../policy/authorize.ts'
import { placesOf } from '../camera/places.ts'
import { loadGrants } from '../user/load-grants.ts'

/** What a viewer's right to watch rests on, as it is now; null where it is gone. */
export interface ViewerStanding {
  readonly viewerId: string
  readonly streamId: string
  readonly sessionEndsAtMs: number | null
  /** With what the user holds now. */
  readonly actor: UserActor | null
  /** Of the camera; null also where its agent was revoked or doubled: what it still sends is not to be believed. */
  readonly place: Place | null
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
  agent: and(eq(agents.id, cameras.agentId), isNull(agents.revokedAtMs), isNull(agents.clonedAtMs)),
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
      userId: users.id,
      role: users.role,
      sessionId: liveTickets.sessionId,
      streamId: liveTickets.streamId,
      sessionEndsAtMs: sessions.expiresAtMs,
      cameraId: cameras.id,
      siteId: cameras.siteId,
      agentId: agents.id,
    })
    .from(liveTickets)
    .leftJoin(sessions, ofTicket.session)
    .leftJoin(users, ofTicket.user)
    .leftJoin(cameras, ofTicket.camera)
    .leftJoin(agents, ofTicket.agent)
    .where(condition)
    .orderBy(order)
  const grants = await loadGrants(
    db,
    rows.flatMap(({ userId: id, role }) => (id === null || role === null ? [] : [{ id, role }])),
  )
  const places = await placesOf(
    db,
    rows.flatMap(({ cameraId: id, siteId, organisationId, agentId }) =>
      id === null || siteId === null || agentId === null ? [] : [{ id, siteId, organisationId }],
    ),
    [...grants.values()].flat(),
  )
  return rows.map(({ userId: id, role, cameraId, organisationId, sessionId, viewerId, streamId, sessionEndsAtMs }) => ({
    viewerId,
    streamId,
    sessionEndsAtMs,
    actor:
      id === null || role === null
        ? null
        : { kind: 'user', id, organisationId, role, grants: grants.get(id) ?? [], sessionId },
    place: places.get(cameraId ?? '') ?? null,
  }))
}

/**
 * Whether the viewer may go on: the same grants as for a ticket, on the camera where it is now. Not asked: whether the
 * session has been idle too long, since a wall display that only watches sends no requests; its absolute end counts.
 */
export function mayWatch({ sessionEndsAtMs, actor, place }: ViewerStanding, nowMs: number): boolean {
  if (sessionEndsAtMs === null || sessionEndsAtMs <= nowMs || actor === null || place === null) return false
  return holds({ actor, clock: { wallMs: () => nowMs } }, 'live.view', place)
}
