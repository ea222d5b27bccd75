import { noticeSchema } from '@nightjar/shared/api/notice.ts'
import { pageOf } from '@nightjar/shared/api/page.ts'
import { defineRoute, reply } from '../http/define-route.ts'
import type { Register } from '../http/register.ts'
import { contextOf } from '../middleware/env.ts'
import { listNotices } from '../services/notice/list.ts'
import type { AppParts } from './parts.ts'

const list = defineRoute({
  method: 'get',
  path: '/api/v1/notices',
  policy: 'user.manage',
  tags: ['health'],
  summary: 'What those who run the installation should look at',
  responses: { 200: reply(pageOf(noticeSchema), 'Sentences, none while all is well.') },
})

export function noticeRoutes({ add }: Register, { notices }: AppParts): void {
  add(list, async c => c.json({ items: await listNotices(contextOf(c), notices), nextCursor: null }, 200))
}
