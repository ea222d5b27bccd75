import { z } from 'zod'
import { idSchema } from '../domain/ids.ts'
import { relayAddressSchema } from '../protocol/config/relays.ts'

/** Where viewers reach a relay. */
export const liveAddressSchema = z
  .string()
  .regex(/^(wss?:\/\/[^\s?#]{1,280}|\/live)$/, 'must be a ws:// or wss:// address, or /live')

/**
 * The private channel between relay and api: HTTP on the api's internal port, `Authorization: Bearer <relay key>`.
 * The relay holds no database and no rights of its own; everything it lets pass was answered here.
 */
export const ticketSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

/** `POST /internal/relay/redeem`: a viewer's ticket, once. */
export const redeemRequestSchema = z.object({ ticket: ticketSchema })
export const redeemReplySchema = z.object({
  viewerId: idSchema,
  organisationId: idSchema,
  cameraId: idSchema,
  streamId: idSchema,
  /** The camera's smaller stream, for a viewer that is too slow; null where there is none. */
  smallerStreamId: idSchema.nullable(),
})
export type RedeemReply = z.infer<typeof redeemReplySchema>

/** `POST /internal/relay/open`: have the agent push this stream here. */
export const openRequestSchema = z.object({
  cameraId: idSchema,
  streamId: idSchema,
  relay: relayAddressSchema,
  publishTicket: ticketSchema,
})

/**
 * `POST /internal/relay/announce`, every 3 s and at every change of `draining`: this relay is there. It is chosen for
 * streams while it says so.
 */
export const announceRequestSchema = z.object({
  /** Made anew at each start. */
  relayId: idSchema,
  publishAddress: relayAddressSchema,
  liveAddress: liveAddressSchema,
  /** As the api reaches this relay's internal port. */
  internalUrl: z.url({ protocol: /^https?$/ }).max(300),
  viewers: z.int().min(0).max(1_000_000),
  viewersMax: z.int().min(1).max(1_000_000),
  draining: z.boolean(),
})
export type AnnounceRequest = z.infer<typeof announceRequestSchema>

/** `POST /internal/relay/left`: viewers who have closed their sockets, or never had one; they watch no more. */
export const leftRequestSchema = z.object({ viewerIds: z.array(idSchema).min(1).max(1_000) })

/** On every request: which relay asks. On `changes` the end of the connection then tells of its end. */
export const relayIdHeader = 'nightjar-relay'
/** On every request: the secret of which the id was made (`relay-identity.ts`); absent from relays of before. */
export const relayProofHeader = 'nightjar-relay-proof'

/** `GET /internal/relay/changes`: newline-delimited JSON that never ends; `viewersChanged` lists sockets to close now. */
export const relayChangeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('alive') }),
  z.object({ kind: z.literal('close-viewers'), viewerIds: z.array(idSchema), code: z.int() }),
  z.object({ kind: z.literal('close-streams'), streamIds: z.array(idSchema) }),
])
export type RelayChange = z.infer<typeof relayChangeSchema>

/** First text message on `/publish`, from the agent. */
export const publishHelloSchema = z.object({ publishTicket: ticketSchema })
/** First text message on `/live`, from the viewer. */
export const viewerHelloSchema = z.object({ ticket: ticketSchema })

/**
 * The other way, on the relay's internal port: `GET /internal/transfers` with the header `Nightjar-Ticket: <publish
 * ticket>`. Answers 200 with the bytes that the agent then pushes under that ticket on `/publish` (binary messages, in
 * order; close code 1000 ends the body), 504 when it does not come within 15 s.
 */
export const transferTicketHeader = 'nightjar-ticket'
