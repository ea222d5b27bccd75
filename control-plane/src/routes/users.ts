import { createUserSchema, userSchema } from '@nightjar/shared/api/identity.ts'
import { pageOf } from '@nightjar/shared/api/page.ts'
import { defineRoute, json, reply } from '../http/define-route.ts'
import type { Register } from '../http/register.ts'
import { contextOf } from '../middleware/env.ts'
import { createUser } from '../services/user/create.ts'
import { listUsers } from '../services/user/list.ts'
import type { AppParts } from './parts.ts'

const list = defineRoute({
  method: 'get',
  path: '/api/v1/users',
  policy: 'user.read',
  tags: ['users'],
  summary: 'List the users',
  responses: { 200: reply(pageOf(userSchema), 'All users, oldest first.') },
})

const create = defineRoute({
  method: 'post',
  path: '/api/v1/users',
  policy: 'user.manage',
  tags: ['users'],
  summary: 'Add a user',
  request: { body: json(createUserSchema) },
  responses: { 201: reply(userSchema, 'The new user.') },
})

export function userRoutes({ add }: Register, { passwords }: AppParts): void {
  add(list, async c => c.json({ items: await listUsers(contextOf(c)), nextCursor: null }, 200))
  add(create, async c => c.json(await createUser(contextOf(c), passwords, c.req.valid('json')), 201))
}
