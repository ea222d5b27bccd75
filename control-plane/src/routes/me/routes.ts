import { meSchema } from '@nightjar/shared/api/identity.ts'
import { defineRoute, reply } from '../../app/define-route.ts'
import { contextOf } from '../../app/env.ts'
import type { Register } from '../../app/register.ts'
import { readMe } from '../../services/user/read-me.ts'

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
