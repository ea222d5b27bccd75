import { z } from 'zod'
import { transportSchema } from '../../domain/camera.ts'
import { idSchema } from '../../domain/ids.ts'
import { epochMsSchema } from '../../domain/time.ts'
import { relayAddressSchema } from '../config/relays.ts'
import { defineMessage } from '../define-message.ts'
import { sealedBoxSchema } from '../sealed-box.ts'

/** Where to push pictures or bytes: one of the relays of the signed configuration, with a ticket for one connection. */
const publishTarget = {
  relay: relayAddressSchema,
  publishTicket: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
}

/** All that an agent can be told to do. None executes, reads a path or fetches an arbitrary address. */
export const commandBodySchema = z.discriminatedUnion('verb', [
  /** Open a camera once and report what it sends; the picture goes up by HTTPS under the command's id. */
  z.object({
    verb: z.literal('camera.probe'),
    url: z.string().max(2000),
    transport: transportSchema,
    /** Sealed {username, password}; null for none. */
    credentials: sealedBoxSchema.nullable(),
  }),
  /** Push a stream of a camera to a relay until the relay closes the socket. */
  z.object({ verb: z.literal('stream.open'), cameraId: idSchema, streamId: idSchema, ...publishTarget }),
  /** Push bytes [offset, offset+length) of a stored segment to a relay. */
  z.object({
    verb: z.literal('segment.send'),
    segmentId: idSchema,
    offset: z.int().min(0),
    length: z.int().min(1),
    ...publishTarget,
  }),
])
export type CommandBody = z.infer<typeof commandBodySchema>

/** Runs at most once: an agent remembers ids for 24 h and refuses what is past its deadline. */
export const command = defineMessage({
  name: 'command',
  direction: 'down',
  leaf: 'command',
  qos: 1,
  retain: false,
  acknowledged: false,
  since: 1,
  purpose: 'One thing to do now, answered by command.result.',
  schema: z.object({
    id: idSchema,
    issuedAtMs: epochMsSchema,
    /** By the control plane's clock; an agent corrects by the offset it learned from the server. */
    deadlineMs: epochMsSchema,
    actor: z.object({ kind: z.enum(['user', 'token', 'agent', 'job', 'cli']), id: z.string().max(64) }),
    body: commandBodySchema,
  }),
})
export type Command = z.infer<typeof command.schema>
