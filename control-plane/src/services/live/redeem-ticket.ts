import { createHash } from 'node:crypto'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { type RedeemReply, redeemRequestSchema } from '@nightjar/shared/live/relay-api.ts'
import { and, eq, gt, isNull } from 'drizzle-orm'
import { writeAudit } from '../../audit/write-audit.ts'
import { actingAs, type BaseContext, type RequestOrigin } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import { liveTickets } from '../../db/schema/live-tickets.ts'
import { transaction } from '../../db/transaction.ts'
import { liveActions } from './audit-actions.ts'
import { mayWatch, standingOf } from './viewer-standing.ts'

export const ticketHash = (ticket: string): string => createHash('sha256').update(ticket).digest('hex')

/**
 * A relay shows the ticket that a viewer sent it. Good once, for 30 s, and only while whoever asked for it may still
 * watch.
 * It is now that somebody watches, and that this is written down.
 * @param relayId which relay, where it has proved it.
 * @throws AppError `auth.required` for every other ticket, without saying what is wrong with it.
 */
export async function redeemTicket(
  context: BaseContext,
  input: unknown,
  relayId: string | null = null,
): Promise<RedeemReply> {
  const { ticket } = parse(redeemRequestSchema, input)
  const nowMs = context.clock.wallMs()
  return transaction(context, async tx => {
    const [redeemed] = await tx
      .update(liveTickets)
      .set({ redeemedAtMs: nowMs, relayId })
      .where(
        and(
          eq(liveTickets.ticketHash, ticketHash(ticket)),
          isNull(liveTickets.redeemedAtMs),
          gt(liveTickets.expiresAtMs, nowMs),
        ),
      )
      .returning()
    const refused = new AppError('auth.required', { message: 'The ticket is not valid; ask for a new one.' })
    if (redeemed === undefined) throw refused
    const [standing] = await standingOf(tx, eq(liveTickets.id, redeemed.id))
    if (!standing?.actor || !mayWatch(standing, nowMs)) throw refused
    const { id: viewerId, organisationId, cameraId, streamId, smallerStreamId } = redeemed
    await writeAudit(tx, actingAs({ ...context, origin: originOf(redeemed) }, standing.actor), {
      action: liveActions.opened,
      subject: { kind: 'camera', id: cameraId },
      facts: { streamId },
    })
    return { viewerId, organisationId, cameraId, streamId, smallerStreamId }
  })
}

/** Of the viewer's own request for the ticket; the relay's says nothing of who watches. */
const originOf = ({ requestId, clientAddress }: typeof liveTickets.$inferSelect): RequestOrigin | null =>
  requestId === null || clientAddress === null ? null : { requestId, clientAddress, userAgent: '' }
