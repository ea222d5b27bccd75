import { idSchema } from '@nightjar/shared/domain/ids.ts'
import {
  chainStateSchema,
  lineageRequestSchema,
  ownChainsReplySchema,
  ownSegmentsQuerySchema,
  ownSegmentsReplySchema,
  recordsReplySchema,
  recordsWantedSchema,
} from '@nightjar/shared/protocol/agent-chains.ts'
import { z } from 'zod'
import { defineRoute, json, reply } from '../http/define-route.ts'
import type { Register } from '../http/register.ts'
import { contextOf } from '../middleware/env.ts'
import { findOwnRecords } from '../services/chain/find-records.ts'
import { listOwnSegments } from '../services/chain/list-own-segments.ts'
import { listOwnChains } from '../services/chain/own-chains.ts'
import { takeLineage } from '../services/chain/take-lineage.ts'

const params = z.object({ cameraId: idSchema })
const tags = ['agents']

const own = defineRoute({
  method: 'get',
  path: '/api/v1/agents/chains',
  policy: 'agent',
  tags,
  summary: 'What is held of the chains of the agent that asks',
  responses: { 200: reply(ownChainsReplySchema, 'Of every camera that is or was its own.') },
})

const lineage = defineRoute({
  method: 'post',
  path: '/api/v1/agents/chains/{cameraId}/lineages',
  policy: 'agent',
  tags,
  summary: 'Begin a chain anew behind its head',
  description: '409 where `follows` is not the head, or the chain is frozen. The same statement twice is taken once.',
  request: { params, body: json(lineageRequestSchema) },
  responses: { 200: reply(z.object({ cameraId: idSchema, state: chainStateSchema }), 'Taken.') },
})

const records = defineRoute({
  method: 'post',
  path: '/api/v1/agents/chains/{cameraId}/records',
  policy: 'agent',
  tags,
  summary: 'The records of segments that the agent holds as files only',
  request: { params, body: json(recordsWantedSchema) },
  responses: { 200: reply(recordsReplySchema, 'Those whose records were applied, in order of time.') },
})

const kept = defineRoute({
  method: 'get',
  path: '/api/v1/agents/chains/{cameraId}/segments',
  policy: 'agent',
  tags,
  summary: 'The segments that the agent is said to hold',
  request: { params, query: ownSegmentsQuerySchema },
  responses: { 200: reply(ownSegmentsReplySchema, 'A page of ids, in order; empty behind the last one.') },
})

/** What an agent asks for that cannot go on with its own records. */
export function agentChainRoutes({ add }: Register): void {
  add(own, async c => c.json({ chains: await listOwnChains(contextOf(c)) }, 200))
  add(lineage, async c =>
    c.json(await takeLineage(contextOf(c), c.req.valid('param').cameraId, c.req.valid('json')), 200),
  )
  add(kept, async c =>
    c.json(
      { segmentIds: await listOwnSegments(contextOf(c), c.req.valid('param').cameraId, c.req.valid('query')) },
      200,
    ),
  )
  add(records, async c =>
    c.json({ segments: await findOwnRecords(contextOf(c), c.req.valid('param').cameraId, c.req.valid('json')) }, 200),
  )
}
