import { idSchema } from '@nightjar/shared/domain/ids.ts'
import { completeReplySchema, uploadReplySchema, uploadRequestSchema } from '@nightjar/shared/protocol/agent-api.ts'
import { z } from 'zod'
import { defineRoute, json, reply } from '../http/define-route.ts'
import type { Register } from '../http/register.ts'
import { contextOf } from '../middleware/env.ts'
import { completeUpload } from '../services/upload/complete-upload.ts'
import { requestUpload } from '../services/upload/request-upload.ts'
import type { AppParts } from './parts.ts'

const request = defineRoute({
  method: 'post',
  path: '/api/v1/agents/uploads',
  policy: 'agent',
  tags: ['agents'],
  summary: 'Ask where the bytes of a segment may be put',
  description:
    'The manifest has to be known, with the same hash and length. A stored segment is answered with its receipt.',
  request: { body: json(uploadRequestSchema) },
  responses: { 200: reply(uploadReplySchema, 'An address for exactly these bytes, or the receipt.') },
})

const complete = defineRoute({
  method: 'post',
  path: '/api/v1/agents/uploads/{segmentId}/complete',
  policy: 'agent',
  tags: ['agents'],
  summary: 'Have the uploaded bytes checked, and get the receipt',
  request: { params: z.object({ segmentId: idSchema }) },
  responses: { 200: reply(completeReplySchema, 'The bytes are in the archive and were verified.') },
})

export function uploadRoutes({ add }: Register, { archive, uploadLimits }: AppParts): void {
  add(request, async c => c.json(await requestUpload(contextOf(c), archive, uploadLimits, c.req.valid('json')), 200))
  add(complete, async c => c.json(await completeUpload(contextOf(c), archive, c.req.valid('param').segmentId), 200))
}
