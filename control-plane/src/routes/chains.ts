import { chainAlarmSchema, chainSchema, refusalSchema } from '@nightjar/shared/api/chain.ts'
import { pageOf } from '@nightjar/shared/api/page.ts'
import { idSchema } from '@nightjar/shared/domain/ids.ts'
import { z } from 'zod'
import { defineRoute, reply } from '../http/define-route.ts'
import type { Register } from '../http/register.ts'
import { contextOf } from '../middleware/env.ts'
import { renewChain, resumeChain } from '../services/chain/decide-chain.ts'
import { getChain, listRefusals } from '../services/chain/get-chain.ts'
import { listChainAlarms } from '../services/chain/list-alarms.ts'

const params = z.object({ id: idSchema })
const tags = ['ledger']

const alarms = defineRoute({
  method: 'get',
  path: '/api/v1/chains',
  policy: 'camera.read',
  tags,
  summary: 'List the cameras whose records are not taken into the ledger now, or whose recordings were deleted early',
  responses: { 200: reply(pageOf(chainAlarmSchema), 'Those that the caller may see.') },
})

const get = defineRoute({
  method: 'get',
  path: '/api/v1/cameras/{id}/chain',
  policy: 'camera.read',
  tags,
  summary: 'The chain of a camera: is it taken, what was refused, where does it begin anew',
  request: { params },
  responses: { 200: reply(chainSchema, 'The chain.') },
})

const refusals = defineRoute({
  method: 'get',
  path: '/api/v1/cameras/{id}/chain/refusals',
  policy: 'camera.manage',
  tags,
  summary: 'The records of a camera that were refused, as they came',
  request: {
    params,
    query: z.object({ limit: z.string().optional().meta({ description: '1 to 20; 20 if left out.' }) }),
  },
  responses: { 200: reply(pageOf(refusalSchema), 'The newest, newest first; each of up to 1 MiB.') },
})

const resume = defineRoute({
  method: 'post',
  path: '/api/v1/cameras/{id}/chain/resume',
  policy: 'camera.manage',
  tags,
  summary: 'Let the agent send again what was refused',
  description: 'The same records are looked at again; where they are refused again, the chain freezes again.',
  request: { params },
  responses: { 200: reply(chainSchema, 'The chain, open. Twice is once.') },
})

const beginAnew = defineRoute({
  method: 'post',
  path: '/api/v1/cameras/{id}/chain/begin-anew',
  policy: 'camera.manage',
  tags,
  summary: 'Have the agent set aside what was refused and begin a new lineage',
  description: 'Taken while the chain is frozen; 409 where it is open.',
  request: { params },
  responses: { 200: reply(chainSchema, 'The chain, waiting for its agent. Twice is once.') },
})

export function chainRoutes({ add }: Register): void {
  add(alarms, async c => c.json({ items: await listChainAlarms(contextOf(c)), nextCursor: null }, 200))
  add(get, async c => c.json(await getChain(contextOf(c), c.req.valid('param').id), 200))
  add(refusals, async c => {
    const items = await listRefusals(contextOf(c), c.req.valid('param').id, c.req.valid('query'))
    return c.json({ items, nextCursor: null }, 200)
  })
  add(resume, async c => c.json(await resumeChain(contextOf(c), c.req.valid('param').id), 200))
  add(beginAnew, async c => c.json(await renewChain(contextOf(c), c.req.valid('param').id), 200))
}
