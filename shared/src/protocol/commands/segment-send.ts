import { z } from 'zod'
import { idSchema } from '../../domain/ids.ts'
import { defineCommand } from '../define-command.ts'
import { publishTarget } from './publish-target.ts'

export const segmentSend = defineCommand({
  verb: 'segment.send',
  since: 1,
  purpose: 'Push bytes [offset, offset + length) of a stored segment to a relay.',
  body: z.object({ segmentId: idSchema, offset: z.int().min(0), length: z.int().min(1), ...publishTarget }),
  result: z.null(),
  // As long as the relay waits for the agent.
  lifetimeMs: 15_000,
  actors: ['user', 'token', 'cli'],
})
