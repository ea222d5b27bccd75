import { and, eq, gte, isNotNull, isNull, lt, notExists, or } from 'drizzle-orm'
import type { BaseContext } from '../../context/context.ts'
import { liveTickets } from '../../db/schema/live-tickets.ts'
import { relays } from '../../db/schema/relays.ts'

/**
 * Long enough for every relay to be told of a closed viewer, also one that is just reconnecting; and for one that hears
 * nothing of us to have closed its viewers, ms.
 */
const keepMs = 60_000

/** Job: takes out tickets of viewers who have gone, alone or with their relay, and those that nobody used, of every organisation. */
export async function forgetTickets({ db, clock }: Pick<BaseContext, 'db' | 'clock'>): Promise<void> {
  const old = clock.wallMs() - keepMs
  const relay = db
    .select({ id: relays.id })
    .from(relays)
    .where(and(eq(relays.id, liveTickets.relayId), gte(relays.lastSeenAtMs, old)))
  await db
    .delete(liveTickets)
    .where(
      or(
        lt(liveTickets.closedAtMs, old),
        and(isNull(liveTickets.redeemedAtMs), lt(liveTickets.expiresAtMs, old)),
        and(lt(liveTickets.redeemedAtMs, old), isNotNull(liveTickets.relayId), notExists(relay)),
      ),
    )
}
