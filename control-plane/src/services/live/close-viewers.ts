import { and, inArray, isNotNull, isNull } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { liveTickets } from '../../db/schema/live-tickets.ts'
import { mayWatch, standingOf, type ViewerStanding } from './viewer-standing.ts'

/**
 * The viewers that must go: those who may not watch any more, from when that is first seen until a minute later: the
 * job that forgets tickets takes them then.
 */
export async function closeViewers(db: Db, nowMs: number): Promise<ViewerStanding[]> {
  const viewers = await standingOf(db, isNotNull(liveTickets.redeemedAtMs))
  const gone = viewers.filter(viewer => !mayWatch(viewer, nowMs))
  if (gone.length > 0) {
    const ids = gone.map(({ viewerId }) => viewerId)
    await db
      .update(liveTickets)
      .set({ closedAtMs: nowMs })
      .where(and(inArray(liveTickets.id, ids), isNull(liveTickets.closedAtMs)))
  }
  return gone
}
