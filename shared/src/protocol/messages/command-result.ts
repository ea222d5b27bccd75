import { z } from 'zod'
import { streamFactsSchema } from '../../domain/camera.ts'
import { idSchema } from '../../domain/ids.ts'
import { defineMessage } from '../define-message.ts'

export const probeResultSchema = z.object({
  facts: streamFactsSchema,
  /** Counted over about two seconds; null when too few pictures came. */
  measuredFrameRate: z.number().nullable(),
  /** Whether a picture was uploaded under the command's id. */
  picture: z.boolean(),
})
export type ProbeResult = z.infer<typeof probeResultSchema>

/** Not kept in the outbox: whoever asked waits for seconds, not for days. */
export const commandResult = defineMessage({
  name: 'command.result',
  direction: 'up',
  leaf: 'result',
  qos: 1,
  retain: false,
  acknowledged: false,
  since: 1,
  purpose: 'How a command ended.',
  schema: z.discriminatedUnion('ok', [
    z.object({ commandId: idSchema, ok: z.literal(true), probe: probeResultSchema.nullable() }),
    z.object({
      commandId: idSchema,
      ok: z.literal(false),
      /** One of the error codes. */
      code: z.string().max(64),
      /** Public sentence. */
      message: z.string().max(300),
    }),
  ]),
})
export type CommandResult = z.infer<typeof commandResult.schema>
