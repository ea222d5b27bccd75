import { leftRequestSchema } from '@nightjar/shared/live/relay-api.ts'
import { and, eq, inArray, isNotNull, isNull, or } from 'drizzle-orm'
import type { BaseContext } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import { liveTickets } from '../../db/schema/live-tickets.ts'

/**
 * A relay says that viewers have left: in their name nothing is opened any more.
 * @param relayId of the relay, which speaks for its own viewers only; null: not proved, and so for none that another has.
 */
export async function closeLeft(
  { db, clock }: Pick<BaseContext, 'db' | 'clock'>,
  input: unknown,
  relayId: string | null,
): Promise<void> {
  const { viewerIds } = parse(leftRequestSchema, input)
  const own = relayId === null ? undefined : eq(liveTickets.relayId, relayId)
  await db
    .update(liveTickets)
    .set({ closedAtMs: clock.wallMs() })
    .where(
      and(
        inArray(liveTickets.id, viewerIds),
        isNotNull(liveTickets.redeemedAtMs),
        isNull(liveTickets.closedAtMs),
        or(isNull(liveTickets.relayId), own),
      ),
    )
}
