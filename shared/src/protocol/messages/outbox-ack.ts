import { z } from 'zod'
import { idSchema } from '../../domain/ids.ts'
import { defineMessage } from '../define-message.ts'

export const outboxAck = defineMessage({
  name: 'outbox.ack',
  direction: 'down',
  leaf: 'ack',
  qos: 1,
  retain: false,
  acknowledged: false,
  since: 1,
  purpose:
    'These up-messages are committed; the agent may forget them. Of none: whoever serves the agent begins now, and whatever is unanswered is to be sent again.',
  schema: z.object({
    ids: z.array(idSchema).max(100),
    /** Never applicable (foreign camera, an id taken twice): the agent keeps them aside and raises an alarm. */
    rejected: z.array(z.object({ id: idSchema, reason: z.string().max(200) })).max(100),
    /**
     * Not taken now, and not lost: the camera's chain is frozen, or the records are of a release that the control plane
     * does not know yet. The agent keeps them and asks for its chains before it sends records of that camera again.
     */
    held: z
      .array(z.object({ id: idSchema, reason: z.string().max(200) }))
      .max(100)
      .optional(),
  }),
})
