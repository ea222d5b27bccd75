import { agentSchema, continueAgentSchema } from '@nightjar/shared/api/agent.ts'
import { pageOf } from '@nightjar/shared/api/page.ts'
import { idSchema } from '@nightjar/shared/domain/ids.ts'
import { z } from 'zod'
import { defineRoute, json, reply } from '../http/define-route.ts'
import type { Register } from '../http/register.ts'
import { contextOf } from '../middleware/env.ts'
import { continueAgent } from '../services/agent/continue-agent.ts'
import { getAgent } from '../services/agent/get.ts'
import { listAgents } from '../services/agent/list.ts'
import { revokeAgent } from '../services/agent/revoke.ts'

const params = z.object({ id: idSchema })

const list = defineRoute({
  method: 'get',
  path: '/api/v1/agents',
  policy: 'agent.read',
  tags: ['agents'],
  summary: 'List the agents',
  responses: {
    200: reply(pageOf(agentSchema), 'The agents that the caller may see, the revoked included, oldest first.'),
  },
})

const get = defineRoute({
  method: 'get',
  path: '/api/v1/agents/{id}',
  policy: 'agent.read',
  tags: ['agents'],
  summary: 'One agent',
  request: { params },
  responses: { 200: reply(agentSchema, 'The agent as it is now.') },
})

const revoke = defineRoute({
  method: 'post',
  path: '/api/v1/agents/{id}/revoke',
  policy: 'agent.manage',
  tags: ['agents'],
  summary: 'End the rights of an agent for good',
  request: { params },
  responses: { 200: reply(agentSchema, 'The agent, revoked; it is cut off within seconds.') },
})

const goOn = defineRoute({
  method: 'post',
  path: '/api/v1/agents/{id}/continue',
  policy: 'agent.manage',
  tags: ['agents'],
  summary: 'Say which of the machines with one identity goes on',
  request: { params, body: json(continueAgentSchema) },
  responses: { 200: reply(agentSchema, 'The agent, with the others of its machines refused from now on.') },
})

export function agentRoutes({ add }: Register): void {
  add(list, async c => c.json({ items: await listAgents(contextOf(c)), nextCursor: null }, 200))
  add(get, async c => c.json(await getAgent(contextOf(c), c.req.valid('param').id), 200))
  add(goOn, async c =>
    c.json(await continueAgent(contextOf(c), c.req.valid('param').id, c.req.valid('json').copyId), 200),
  )
  add(revoke, async c => c.json(await revokeAgent(contextOf(c), c.req.valid('param').id), 200))
}
