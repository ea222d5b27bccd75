import { loginRequestSchema, meSchema } from '@nightjar/shared/api/identity.ts'
import { actingAs } from '../context/context.ts'
import { defineRoute, json, reply } from '../http/define-route.ts'
import type { Register } from '../http/register.ts'
import { baseOf, contextOf } from '../middleware/env.ts'
import { clearSessionCookie, readSessionCookie, writeSessionCookie } from '../middleware/session-cookie.ts'
import { login } from '../services/session/login.ts'
import { logout } from '../services/session/logout.ts'
import { readMe } from '../services/user/read-me.ts'
import type { AppParts } from './parts.ts'

const loginRoute = defineRoute({
  method: 'post',
  path: '/api/v1/auth/login',
  policy: 'public',
  tags: ['auth'],
  summary: 'Sign in',
  request: { body: json(loginRequestSchema) },
  responses: { 200: reply(meSchema, 'Who is signed in; the session cookie is set.') },
})

const logoutRoute = defineRoute({
  method: 'post',
  path: '/api/v1/auth/logout',
  policy: 'session',
  tags: ['auth'],
  summary: 'Sign out',
  responses: { 204: { description: 'The session is over, here and in every open socket.' } },
})

export function authRoutes({ add }: Register, parts: AppParts): void {
  const { secure } = parts.origins
  add(loginRoute, async c => {
    const session = await login(baseOf(c), parts, c.req.valid('json'), readSessionCookie(c, secure))
    writeSessionCookie(c, secure, session.token, session.maxAgeSeconds)
    return c.json(await readMe(actingAs(baseOf(c), session.actor)), 200)
  })
  add(logoutRoute, async c => {
    await logout(contextOf(c))
    clearSessionCookie(c, secure)
    return c.body(null, 204)
  })
}
