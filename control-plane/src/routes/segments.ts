import { pageOf } from '@nightjar/shared/api/page.ts'
import { segmentSchema } from '@nightjar/shared/api/recording.ts'
import { idSchema } from '@nightjar/shared/domain/ids.ts'
import { z } from 'zod'
import { defineRoute, reply } from '../http/define-route.ts'
import type { Register } from '../http/register.ts'
import { contextOf } from '../middleware/env.ts'
import { listSegments } from '../services/recording/list-segments.ts'
import { mediaQuerySchema, openMedia } from '../services/recording/open-media.ts'
import { fragmentsQuerySchema, openFragments, openInit } from '../services/recording/open-playlist-part.ts'
import { mediaResponse, partResponse } from './media-response.ts'
import { pageOriginsOf } from './page-origins.ts'
import type { AppParts } from './parts.ts'
import { cameraParams, rangeSchema } from './timeline.ts'

const list = defineRoute({
  method: 'get',
  path: '/api/v1/cameras/{id}/segments',
  policy: 'recording.view',
  tags: ['recordings'],
  summary: 'The segments of a range, with their signed manifests',
  request: {
    params: cameraParams,
    query: rangeSchema.extend({ limit: z.string().optional(), cursor: z.string().optional() }),
  },
  responses: { 200: reply(pageOf(segmentSchema), 'In order of time; evicted ones too.') },
})

const bytes = { 'video/mp4': { schema: z.string().meta({ format: 'binary' }) } }

const mediaRoute = defineRoute({
  method: 'get',
  path: '/api/v1/segments/{id}/media',
  policy: 'recording.view',
  tags: ['recordings'],
  summary: 'The bytes of a segment',
  description: 'From the archive as a redirect to an address that is good for a minute, from the site as they come.',
  request: { params: z.object({ id: idSchema }), query: mediaQuerySchema },
  responses: {
    200: { description: 'The whole file.', content: bytes },
    206: { description: 'The part that Range names.', content: bytes },
    302: { description: 'The archive has the bytes.' },
    416: { description: 'Range names nothing of the file.' },
  },
})

const init = defineRoute({
  method: 'get',
  path: '/api/v1/segments/{id}/init.mp4',
  policy: 'recording.view',
  tags: ['recordings'],
  summary: 'The initialisation of a segment',
  description: 'What the map of a playlist names.',
  request: { params: z.object({ id: idSchema }) },
  responses: { 200: { description: 'All of it; Range is not heeded.', content: bytes } },
})

const fragments = defineRoute({
  method: 'get',
  path: '/api/v1/segments/{id}/fragments.mp4',
  policy: 'recording.view',
  tags: ['recordings'],
  summary: 'The fragments of a segment on the time axis of a playlist',
  description: 'What a playlist names: times follow those of the segment before.',
  request: { params: z.object({ id: idSchema }), query: fragmentsQuerySchema },
  responses: { 200: { description: 'All of it; Range is not heeded.', content: bytes } },
})

export function segmentRoutes({ add }: Register, { archive, transfers, viewings, origins }: AppParts): void {
  add(list, async c => c.json(await listSegments(contextOf(c), c.req.valid('param').id, c.req.valid('query')), 200))
  const ports = { archive, transfers, viewings }
  add(init, async c => partResponse(await openInit(contextOf(c), ports, c.req.valid('param').id), c.req.raw))
  add(fragments, async c => {
    const part = await openFragments(contextOf(c), ports, c.req.valid('param').id, c.req.valid('query'))
    return partResponse(part, c.req.raw)
  })
  add(mediaRoute, async c => {
    const { id } = c.req.valid('param')
    const media = await openMedia(contextOf(c), ports, id, c.req.valid('query'), pageOriginsOf(c.req.raw, origins))
    return mediaResponse(media, c.req.raw)
  })
}
