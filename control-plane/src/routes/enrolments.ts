import { enrolmentSchema } from '@nightjar/shared/api/site.ts'
import { idSchema } from '@nightjar/shared/domain/ids.ts'
import { enrolReplySchema, enrolRequestSchema } from '@nightjar/shared/protocol/agent-api.ts'
import { z } from 'zod'
import { defineRoute, json, reply } from '../http/define-route.ts'
import type { Register } from '../http/register.ts'
import { baseOf, contextOf } from '../middleware/env.ts'
import { createEnrolment } from '../services/enrolment/create.ts'
import { enrolAgent } from '../services/enrolment/enrol.ts'
import type { AppParts } from './parts.ts'

const create = defineRoute({
  method: 'post',
  path: '/api/v1/sites/{id}/enrolments',
  policy: 'agent.manage',
  tags: ['agents'],
  summary: 'Make a one-time code for a new agent of the site',
  description: 'The code works once and for 15 minutes; it is shown this once.',
  request: { params: z.object({ id: idSchema }) },
  responses: { 201: reply(enrolmentSchema, 'The code, and what to run on the site.') },
})

const enrol = defineRoute({
  method: 'post',
  path: '/api/v1/agents/enrol',
  policy: 'public',
  tags: ['agents'],
  summary: 'Join a site, as an agent',
  request: { body: json(enrolRequestSchema) },
  responses: { 200: reply(enrolReplySchema, 'Who the agent is from now on, and whom it trusts.') },
})

export function enrolmentRoutes({ add }: Register, { limits, origins }: AppParts): void {
  add(create, async c => {
    const origin = origins.allowed[0] ?? new URL(c.req.url).origin
    return c.json(await createEnrolment(contextOf(c), c.req.valid('param').id, origin), 201)
  })
  add(enrol, async c => c.json(await enrolAgent(baseOf(c), c.req.valid('json'), limits.enrolment), 200))
}
