import { liveTicketRequestSchema, liveTicketSchema } from '@nightjar/shared/api/live.ts'
import { defineRoute, json, reply } from '../http/define-route.ts'
import type { Register } from '../http/register.ts'
import { contextOf } from '../middleware/env.ts'
import { issueLiveTicket } from '../services/live/issue-ticket.ts'
import type { AppParts } from './parts.ts'

const issue = defineRoute({
  method: 'post',
  path: '/api/v1/live/tickets',
  policy: 'live.view',
  tags: ['live'],
  summary: 'A ticket for the live picture of a camera',
  description:
    'Good once, for 30 seconds: the first message on a WebSocket to `url`, within three seconds of opening it.',
  request: { body: json(liveTicketRequestSchema) },
  responses: { 201: reply(liveTicketSchema, 'The ticket, and where to use it.') },
})

export function liveRoutes({ add }: Register, { origins }: AppParts): void {
  add(issue, async c => {
    const pageOrigin = pageOriginOf(origins.allowed, c.req.header('origin'), c.req.url)
    return c.json(await issueLiveTicket(contextOf(c), pageOrigin, c.req.valid('json')), 201)
  })
}

/** The page's own origin, which the router has checked; a script that names none gets the configured one. */
const pageOriginOf = (configured: readonly string[], origin: string | undefined, requestUrl: string): string =>
  origin ?? configured[0] ?? new URL(requestUrl).origin
