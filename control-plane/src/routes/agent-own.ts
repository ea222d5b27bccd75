import { idSchema } from '@nightjar/shared/domain/ids.ts'
import { protocolHeader, tokenReplySchema, tokenRequestSchema } from '@nightjar/shared/protocol/agent-api.ts'
import { signedConfigSchema } from '@nightjar/shared/protocol/config/document.ts'
import { z } from 'zod'
import { defineRoute, json, reply } from '../http/define-route.ts'
import type { Register } from '../http/register.ts'
import { baseOf, contextOf } from '../middleware/env.ts'
import { issueToken } from '../services/agent/token.ts'
import { storePicture } from '../services/command/store-picture.ts'
import { getConfig } from '../services/config/get-config.ts'

const token = defineRoute({
  method: 'post',
  path: '/api/v1/agents/token',
  policy: 'public',
  tags: ['agents'],
  summary: 'Trade a signed assertion for an access token',
  description: 'A refusal carries our time in the Date header, by which an agent with a wrong clock corrects itself.',
  request: { body: json(tokenRequestSchema) },
  responses: { 200: reply(tokenReplySchema, 'A token for 15 minutes.') },
})

const config = defineRoute({
  method: 'get',
  path: '/api/v1/agents/config',
  policy: 'agent',
  tags: ['agents'],
  summary: 'The signed configuration of the agent that asks',
  responses: {
    200: reply(signedConfigSchema, 'The newest configuration; its hash is the ETag.'),
    304: { description: 'Still the one named by If-None-Match.' },
  },
})

const picture = defineRoute({
  method: 'put',
  path: '/api/v1/agents/pictures/{commandId}',
  policy: 'agent',
  tags: ['agents'],
  summary: 'The picture of a probe (image/jpeg, at most 1 MiB)',
  request: { params: z.object({ commandId: idSchema }) },
  responses: { 204: { description: 'Taken.' } },
})

/** What agents call for themselves. */
export function agentOwnRoutes({ add }: Register): void {
  add(token, async c => c.json(await issueToken(baseOf(c), c.req.valid('json')), 200))
  add(config, async c => {
    const { document, hash } = await getConfig(contextOf(c), c.req.header(protocolHeader))
    const etag = `"${hash}"`
    if (c.req.header('if-none-match') === etag) return c.body(null, 304, { etag })
    return c.json(document, 200, { etag })
  })
  add(picture, async c => {
    const bytes = new Uint8Array(await c.req.arrayBuffer())
    await storePicture(contextOf(c), c.req.valid('param').commandId, bytes)
    return c.body(null, 204)
  })
}
