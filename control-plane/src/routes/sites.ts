import { pageOf } from '@nightjar/shared/api/page.ts'
import { createSiteSchema, siteSchema } from '@nightjar/shared/api/site.ts'
import { defineRoute, json, reply } from '../http/define-route.ts'
import type { Register } from '../http/register.ts'
import { contextOf } from '../middleware/env.ts'
import { createSite } from '../services/site/create.ts'
import { listSites } from '../services/site/list.ts'

const list = defineRoute({
  method: 'get',
  path: '/api/v1/sites',
  policy: 'site.read',
  tags: ['sites'],
  summary: 'List the sites',
  responses: { 200: reply(pageOf(siteSchema), 'The sites that the caller may see, oldest first.') },
})

const create = defineRoute({
  method: 'post',
  path: '/api/v1/sites',
  policy: 'site.manage',
  tags: ['sites'],
  summary: 'Add a site',
  request: { body: json(createSiteSchema) },
  responses: { 201: reply(siteSchema, 'The new site.') },
})

export function siteRoutes({ add }: Register): void {
  add(list, async c => c.json({ items: await listSites(contextOf(c)), nextCursor: null }, 200))
  add(create, async c => c.json(await createSite(contextOf(c), c.req.valid('json')), 201))
}
