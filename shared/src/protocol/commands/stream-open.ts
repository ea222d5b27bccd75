import { z } from 'zod'
import { idSchema } from '../../domain/ids.ts'
import { defineCommand } from '../define-command.ts'
import { publishTarget } from './publish-target.ts'

export const streamOpen = defineCommand({
  verb: 'stream.open',
  since: 1,
  purpose: 'Push a stream of a camera to a relay until the relay closes the socket.',
  body: z.object({ cameraId: idSchema, streamId: idSchema, ...publishTarget }),
  result: z.null(),
  // Less than the relay waits for the api's answer.
  lifetimeMs: 8_000,
  // Always in the name of a viewer, who has a session.
  actors: ['user'],
})
