import { type LiveTicket, liveTicketRequestSchema } from '@nightjar/shared/api/live.ts'
import { toIso } from '@nightjar/shared/domain/time.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { asc, eq } from 'drizzle-orm'
import { writeAudit } from '../../audit/write-audit.ts'
import type { Context } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import type { Db } from '../../db/client.ts'
import { liveTickets } from '../../db/schema/live-tickets.ts'
import { streams } from '../../db/schema/streams.ts'
import { transaction } from '../../db/transaction.ts'
import { randomToken } from '../../platform/random.ts'
import { authorizeSelf } from '../../policy/authorize.ts'
import { watchedCameraFor } from '../camera/watched-camera.ts'
import { loadRelaysFor } from '../relay/load-relays.ts'
import { liveActions } from './audit-actions.ts'
import { ticketHash } from './redeem-ticket.ts'

const lifetimeMs = 30_000

/**
 * A ticket that opens the live picture of one camera at the relay, once, within 30 s.
 * @param pageOrigin where the viewer has its page, e.g. `https://nightjar.example`: a relay may be reached there.
 * @throws AppError `agent.offline`, where no picture could come; `live.unavailable` without a relay; `auth.forbidden` for anybody without a session, since
 *   the relay closes the socket when the session ends.
 */
export async function issueLiveTicket(context: Context, pageOrigin: string, input: unknown): Promise<LiveTicket> {
  const { clock, ids } = context
  const actor = authorizeSelf(context)
  const { cameraId, quality } = parse(liveTicketRequestSchema, input)
  const camera = await watchedCameraFor(context.db, context, 'live.view', cameraId)
  if (!camera.agentOnline) throw new AppError('agent.offline')
  const [relay] = await loadRelaysFor(context, cameraId)
  if (relay === undefined) throw new AppError('live.unavailable', { detail: 'there is no relay' })
  const { streamId, smallerStreamId } = await chooseStreams(context.db, cameraId, quality)
  const ticket = randomToken(context.random)
  const expiresAtMs = clock.wallMs() + lifetimeMs
  await transaction(context, async tx => {
    await tx.insert(liveTickets).values({
      id: ids.next(),
      organisationId: actor.organisationId,
      ticketHash: ticketHash(ticket),
      sessionId: actor.sessionId,
      userId: actor.id,
      cameraId,
      streamId,
      smallerStreamId,
      expiresAtMs,
    })
    await writeAudit(tx, context, {
      action: liveActions.opened,
      subject: { kind: 'camera', id: cameraId },
      facts: { streamId },
    })
  })
  return { ticket, url: viewerUrl(relay.liveAddress, pageOrigin), streamId, expiresAt: toIso(expiresAtMs) }
}

function viewerUrl(liveAddress: string, pageOrigin: string): string {
  const url = new URL(liveAddress, pageOrigin)
  if (liveAddress.startsWith('/')) url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return url.href
}

/** `small` is the live stream, `full` the recorded one; a camera with one stream has that for both. */
async function chooseStreams(db: Db, cameraId: string, quality: 'small' | 'full') {
  const found = await db.select().from(streams).where(eq(streams.cameraId, cameraId)).orderBy(asc(streams.place))
  const full = found.find(stream => stream.roles.includes('record')) ?? found[0]
  const small = found.find(stream => stream.roles.includes('live')) ?? full
  if (full === undefined || small === undefined) throw new AppError('live.unavailable', { detail: 'no streams' })
  if (quality === 'small') return { streamId: small.id, smallerStreamId: null }
  return { streamId: full.id, smallerStreamId: small.id === full.id ? null : small.id }
}
