import { meSchema } from '@nightjar/shared/api/identity.ts'
import { defineRoute, reply } from '../http/define-route.ts'
import type { Register } from '../http/register.ts'
import { contextOf } from '../middleware/env.ts'
import { readMe } from '../services/user/read-me.ts'

const read = defineRoute({
  method: 'get',
  path: '/api/v1/me',
  policy: 'session',
  tags: ['auth'],
  summary: 'Who is signed in',
  responses: { 200: reply(meSchema, 'The account and its organisation.') },
})

export function meRoutes({ add }: Register): void {
  add(read, async c => c.json(await readMe(contextOf(c)), 200))
}
