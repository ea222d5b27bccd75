import { meSchema, setupRequestSchema, setupStatusSchema, setupTokenSchema } from '@nightjar/shared/api/identity.ts'
import { actingAs } from '../context/context.ts'
import { defineRoute, json, reply } from '../http/define-route.ts'
import type { Register } from '../http/register.ts'
import { baseOf } from '../middleware/env.ts'
import { writeSessionCookie } from '../middleware/session-cookie.ts'
import { checkSetupToken } from '../services/setup/check-token.ts'
import { completeSetup } from '../services/setup/complete.ts'
import { isSetupRequired } from '../services/setup/read-status.ts'
import { readMe } from '../services/user/read-me.ts'
import type { AppParts } from './parts.ts'

const status = defineRoute({
  method: 'get',
  path: '/api/v1/setup',
  policy: 'public',
  tags: ['setup'],
  summary: 'Is the first administrator still to be made?',
  responses: { 200: reply(setupStatusSchema, 'Whether setup is required.') },
})

const check = defineRoute({
  method: 'post',
  path: '/api/v1/setup/token',
  policy: 'public',
  tags: ['setup'],
  summary: 'Is this the setup token? Asked when the page opens, before anything is typed',
  request: { body: json(setupTokenSchema) },
  responses: { 204: { description: 'It is.' } },
})

const complete = defineRoute({
  method: 'post',
  path: '/api/v1/setup',
  policy: 'public',
  tags: ['setup'],
  summary: 'Make the first administrator, with the token that the server printed, and sign in',
  request: { body: json(setupRequestSchema) },
  responses: { 201: reply(meSchema, 'The new administrator; the session cookie is set.') },
})

export function setupRoutes({ add }: Register, parts: AppParts): void {
  add(status, async c => c.json({ required: await isSetupRequired(baseOf(c).db) }, 200))
  add(check, async c => {
    await checkSetupToken(baseOf(c), parts, c.req.valid('json'))
    return c.body(null, 204)
  })
  add(complete, async c => {
    const session = await completeSetup(baseOf(c), parts, c.req.valid('json'))
    writeSessionCookie(c, parts.origins.secure, session.token, session.maxAgeSeconds)
    return c.json(await readMe(actingAs(baseOf(c), session.actor)), 201)
  })
}
