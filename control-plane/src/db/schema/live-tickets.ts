import { index, pgTable, text } from 'drizzle-orm/pg-core'
import { epochMs, id } from '../columns.ts'
import { organisations } from './organisations.ts'

/**
 * Tickets for the relay, and after they were redeemed the viewers who hold a socket there. Whether a viewer may stay is
 * always asked of session, user and camera themselves; nothing of their rights is copied here.
 */
export const liveTickets = pgTable(
  'live_tickets',
  {
    /** The viewer's id at the relay. */
    id: id('id').primaryKey(),
    organisationId: id('organisation_id')
      .notNull()
      .references(() => organisations.id),
    /** SHA-256 of the ticket, hex; the ticket itself is never stored. */
    ticketHash: text('ticket_hash').notNull().unique('live_tickets_ticket_hash_key'),
    sessionId: id('session_id').notNull(),
    userId: id('user_id').notNull(),
    cameraId: id('camera_id').notNull(),
    streamId: id('stream_id').notNull(),
    /** For a viewer that is too slow; null where the camera has no smaller stream. */
    smallerStreamId: id('smaller_stream_id'),
    /** Whose request it was, for the audit when it is used; null where that is not known. */
    requestId: text('request_id'),
    clientAddress: text('client_address'),
    expiresAtMs: epochMs('expires_at_ms').notNull(),
    /** null: not yet. A ticket is redeemed once. */
    redeemedAtMs: epochMs('redeemed_at_ms'),
    /** Which relay redeemed it; null: not yet, or one that did not prove its id. */
    relayId: id('relay_id'),
    /** When the viewer had left, or was first seen not to be allowed any more; the row goes a minute later. */
    closedAtMs: epochMs('closed_at_ms'),
  },
  table => [
    /** Viewers to look at when rights change; also the clean-up. */
    index('live_tickets_by_redemption').on(table.redeemedAtMs),
    /** The newest viewer of a stream, as whom it is opened. */
    index('live_tickets_by_stream').on(table.streamId, table.redeemedAtMs),
    /** How many a session has open. */
    index('live_tickets_by_session').on(table.sessionId),
  ],
)
