import { z } from 'zod'
import { relayAddressSchema } from '../config/relays.ts'

/** Where to push pictures or bytes: one of the relays of the signed configuration, with a ticket for one connection. */
export const publishTarget = {
  relay: relayAddressSchema,
  publishTicket: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
}
