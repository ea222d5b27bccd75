import { timelineSchema } from '@nightjar/shared/api/recording.ts'
import { idSchema } from '@nightjar/shared/domain/ids.ts'
import { z } from 'zod'
import { defineRoute, reply } from '../http/define-route.ts'
import type { Register } from '../http/register.ts'
import { contextOf } from '../middleware/env.ts'
import { getPlaylist } from '../services/recording/get-playlist.ts'
import { getTimeline } from '../services/recording/get-timeline.ts'

/** Documented here, judged in the verb. */
export const rangeSchema = z.object({
  from: z.string().meta({ format: 'date-time', description: 'Beginning, inclusive.' }),
  to: z.string().meta({ format: 'date-time', description: 'End, exclusive; at most 31 days after `from`.' }),
})
const timelineQuery = rangeSchema.extend({
  resolution: z.string().optional().meta({
    description: 'Seconds, 0 to 86400: shorter spans are merged, and segments that follow each other. 0: exact.',
  }),
})
export const cameraParams = z.object({ id: idSchema })

const timeline = defineRoute({
  method: 'get',
  path: '/api/v1/cameras/{id}/timeline',
  policy: 'recording.view',
  tags: ['recordings'],
  summary: 'What is recorded of a range, where, and why not',
  request: { params: cameraParams, query: timelineQuery },
  responses: {
    200: reply(timelineSchema, 'Intervals in order, without overlap, up to now; or up to `next`, where to go on.'),
  },
})

const playlist = defineRoute({
  method: 'get',
  path: '/api/v1/cameras/{id}/playlist.m3u8',
  policy: 'recording.view',
  tags: ['recordings'],
  summary: 'A range as an HLS playlist of fragmented MP4',
  request: {
    params: cameraParams,
    query: rangeSchema.extend({
      deleted: z.string().optional().meta({
        description:
          '`ask`: what the agent says was deleted as well; the site is asked for it part by part, and answers `media.gone` where that is true.',
      }),
    }),
  },
  responses: {
    200: {
      description: 'What can be played of the range now. Where there is more, `Link` with `rel="next"` names the rest.',
      content: { 'application/vnd.apple.mpegurl': { schema: z.string() } },
    },
  },
})

export function timelineRoutes({ add }: Register): void {
  add(timeline, async c => c.json(await getTimeline(contextOf(c), c.req.valid('param').id, c.req.valid('query')), 200))
  add(playlist, async c => {
    const { id } = c.req.valid('param')
    const { to, deleted } = c.req.valid('query')
    const { text, next } = await getPlaylist(contextOf(c), id, c.req.valid('query'))
    const headers = { 'content-type': 'application/vnd.apple.mpegurl', 'cache-control': 'private, no-store' }
    // RFC 8288. Both times were read as such before.
    const rest =
      next === null ? null : new URLSearchParams({ from: next, to, ...(deleted !== undefined && { deleted }) })
    return c.body(text, 200, rest === null ? headers : { ...headers, link: `<playlist.m3u8?${rest}>; rel="next"` })
  })
}
