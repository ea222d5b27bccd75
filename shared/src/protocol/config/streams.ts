import { z } from 'zod'
import { streamRoleSchema, transportSchema } from '../../domain/camera.ts'
import { idSchema } from '../../domain/ids.ts'
import { cameraSection } from './define-section.ts'

export const streamConfigSchema = z.strictObject({
  streamId: idSchema,
  roles: z.array(streamRoleSchema).min(1),
  /** rtsp:// or rtsps://, never with user name or password. */
  url: z.string().max(2000),
  transport: transportSchema,
})
export type StreamConfig = z.infer<typeof streamConfigSchema>

export const streamsSection = cameraSection({
  key: 'streams',
  since: 1,
  title: 'streams',
  schema: z.array(streamConfigSchema).min(1).max(4),
  failsClosed: false,
})
