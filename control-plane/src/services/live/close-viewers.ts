import { and, inArray, isNotNull, isNull, lt, or } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { liveTickets } from '../../db/schema/live-tickets.ts'
import { mayWatch, standingOf, type ViewerStanding } from './viewer-standing.ts'

/** Long enough for every relay to be told of a closed viewer, also one that is just reconnecting, ms. */
const keepMs = 60_000

/**
 * The viewers that must go: those who may not watch any more, from when that is first seen until a minute later. Rows
 * that have served their purpose are deleted on the way.
 */
export async function closeViewers(db: Db, nowMs: number): Promise<ViewerStanding[]> {
  const old = nowMs - keepMs
  await db
    .delete(liveTickets)
    .where(or(lt(liveTickets.closedAtMs, old), and(isNull(liveTickets.redeemedAtMs), lt(liveTickets.expiresAtMs, old))))
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
