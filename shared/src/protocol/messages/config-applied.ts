import { z } from 'zod'
import { idSchema, sha256Schema } from '../../domain/ids.ts'
import { defineMessage } from '../define-message.ts'

export const configApplied = defineMessage({
  name: 'config.applied',
  direction: 'up',
  leaf: 'config-applied',
  qos: 1,
  retain: false,
  acknowledged: true,
  since: 1,
  purpose: 'Whether a configuration was taken over, camera by camera.',
  schema: z.object({
    id: idSchema,
    version: z.int().min(0),
    hash: sha256Schema,
    ok: z.boolean(),
    /** Public sentence where the whole document was refused; null otherwise. */
    error: z.string().max(300).nullable(),
    cameras: z.array(z.object({ cameraId: idSchema, ok: z.boolean(), error: z.string().max(300).nullable() })).max(256),
  }),
})
