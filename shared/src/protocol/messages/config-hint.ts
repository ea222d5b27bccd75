import { z } from 'zod'
import { sha256Schema } from '../../domain/ids.ts'
import { defineMessage } from '../define-message.ts'

/** Retained, so that an agent that was away learns of it when it comes back. The body is fetched by HTTPS. */
export const configHint = defineMessage({
  name: 'config.hint',
  direction: 'down',
  leaf: 'config',
  qos: 1,
  retain: true,
  acknowledged: false,
  since: 1,
  purpose: 'A configuration of this version and hash is waiting.',
  schema: z.object({ version: z.int().min(1), hash: sha256Schema }),
})
