import { and, isNull, lt, or } from 'drizzle-orm'
import type { BaseContext } from '../../context/context.ts'
import { liveTickets } from '../../db/schema/live-tickets.ts'

/** Long enough for every relay to be told of a closed viewer, also one that is just reconnecting, ms. */
const keepMs = 60_000

/** Job: takes out tickets of viewers who were closed, and those that nobody used, of every organisation. */
export async function forgetTickets({ db, clock }: Pick<BaseContext, 'db' | 'clock'>): Promise<void> {
  const old = clock.wallMs() - keepMs
  await db
    .delete(liveTickets)
    .where(or(lt(liveTickets.closedAtMs, old), and(isNull(liveTickets.redeemedAtMs), lt(liveTickets.expiresAtMs, old))))
}
