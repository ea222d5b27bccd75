import { type LiveTicket, liveTicketRequestSchema } from '@nightjar/shared/api/live.ts'
import { toIso } from '@nightjar/shared/domain/time.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { and, asc, count, eq, gt, isNull } from 'drizzle-orm'
import type { Context } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import type { Db, Tx } from '../../db/client.ts'
import { liveTickets } from '../../db/schema/live-tickets.ts'
import { sessions } from '../../db/schema/sessions.ts'
import { streams } from '../../db/schema/streams.ts'
import { transaction } from '../../db/transaction.ts'
import { randomToken } from '../../platform/random.ts'
import { authorizeSelf } from '../../policy/authorize.ts'
import { watchedCameraFor } from '../camera/watched-camera.ts'
import { loadRelaysFor } from '../relay/load-relays.ts'
import { ticketHash } from './redeem-ticket.ts'

const lifetimeMs = 30_000
/** Tickets that one session has and has not used: a wall of pictures asks for one each, and again when a relay ends. */
export const unusedMost = 64

/**
 * A ticket that opens the live picture of one camera at the relay, once, within 30 s. That somebody watches is written
 * down when it is used.
 * @param pageOrigin where the viewer has its page, e.g. `https://nightjar.example`: a relay may be reached there.
 * @throws AppError `agent.offline`, where no picture could come; `live.unavailable` without a relay; `auth.rate-limited` with too many unused tickets; `auth.forbidden` for anybody without a session, since
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
    await assertFew(tx, actor.sessionId, clock.wallMs())
    await tx.insert(liveTickets).values({
      id: ids.next(),
      organisationId: actor.organisationId,
      ticketHash: ticketHash(ticket),
      sessionId: actor.sessionId,
      userId: actor.id,
      cameraId,
      streamId,
      smallerStreamId,
      requestId: context.origin?.requestId ?? null,
      clientAddress: context.origin?.clientAddress ?? null,
      expiresAtMs,
    })
  })
  return { ticket, url: viewerUrl(relay.liveAddress, pageOrigin), streamId, expiresAt: toIso(expiresAtMs) }
}

/** The session's row is locked, so that requests at the same time are counted one after the other. */
async function assertFew(tx: Tx, sessionId: string, nowMs: number): Promise<void> {
  await tx.select({ id: sessions.id }).from(sessions).where(eq(sessions.id, sessionId)).for('update')
  const ofSession = eq(liveTickets.sessionId, sessionId)
  const [unused] = await tx
    .select({ count: count() })
    .from(liveTickets)
    .where(and(ofSession, isNull(liveTickets.redeemedAtMs), gt(liveTickets.expiresAtMs, nowMs)))
  if ((unused?.count ?? 0) >= unusedMost)
    throw new AppError('auth.rate-limited', { retryAfterSeconds: lifetimeMs / 1000 })
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
