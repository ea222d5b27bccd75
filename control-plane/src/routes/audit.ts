import { pageOf, pageQuerySchema } from '@nightjar/shared/api/page.ts'
import { defineRoute, reply } from '../http/define-route.ts'
import type { Register } from '../http/register.ts'
import { contextOf } from '../middleware/env.ts'
import { listAudit } from '../services/audit/list.ts'
import { auditEntrySchema, auditVerdictSchema } from '../services/audit/schemas.ts'
import { verifyAudit } from '../services/audit/verify.ts'

const list = defineRoute({
  method: 'get',
  path: '/api/v1/audit',
  policy: 'audit.read',
  tags: ['audit'],
  summary: 'What happened, newest first',
  request: { query: pageQuerySchema },
  responses: { 200: reply(pageOf(auditEntrySchema), 'One page of the audit log.') },
})

const verify = defineRoute({
  method: 'get',
  path: '/api/v1/audit/verification',
  policy: 'audit.read',
  tags: ['audit'],
  summary: 'Is the audit log as it was written?',
  responses: { 200: reply(auditVerdictSchema, 'The verdict, and where the chain breaks if it does.') },
})

export function auditRoutes({ add }: Register): void {
  add(list, async c => c.json(await listAudit(contextOf(c), c.req.valid('query')), 200))
  add(verify, async c => c.json(await verifyAudit(contextOf(c)), 200))
}
