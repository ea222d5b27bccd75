import { z } from 'zod'
import { idSchema } from '../domain/ids.ts'
import { isoTimeSchema } from '../domain/time.ts'

export const liveTicketRequestSchema = z
  .object({
    cameraId: idSchema,
    /** `small`: the live stream where there is one; `full`: the recorded one. */
    quality: z.enum(['small', 'full']).default('small'),
  })
  .meta({ id: 'LiveTicketRequest' })

/** Send `ticket` as the first text message on a WebSocket to `url` within three seconds of opening it. */
export const liveTicketSchema = z
  .object({ ticket: z.string(), url: z.url({ protocol: /^wss?$/ }), streamId: idSchema, expiresAt: isoTimeSchema })
  .meta({ id: 'LiveTicket' })
export type LiveTicket = z.infer<typeof liveTicketSchema>
