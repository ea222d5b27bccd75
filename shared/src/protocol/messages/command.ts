import { z } from 'zod'
import { canonicalBytes } from '../../domain/canonical-json.ts'
import { idSchema, signatureSchema } from '../../domain/ids.ts'
import { epochMsSchema } from '../../domain/time.ts'
import { commandDefinitions } from '../commands/registry.ts'
import { actorKindSchema, type CommandDefinition } from '../define-command.ts'
import { type AgentAddress, defineMessage } from '../define-message.ts'

type BodyForms<List extends readonly CommandDefinition[]> = {
  -readonly [I in keyof List]: z.ZodObject<List[I]['body']['shape'] & { verb: z.ZodLiteral<List[I]['verb']> }>
}

/** What `body` of a command is, once its signature holds. */
export const commandBodySchema = z.discriminatedUnion(
  'verb',
  commandDefinitions.map(({ verb, body }) =>
    (body as z.ZodObject).extend({ verb: z.literal(verb) }),
  ) as unknown as BodyForms<typeof commandDefinitions>,
)
export type CommandBody = z.infer<typeof commandBodySchema>

/**
 * Runs at most once: an agent remembers ids for 24 h and refuses what is past its deadline. Whoever holds the broker can
 * send an agent anything, so one that the control plane did not sign is refused, unread and unanswered.
 */
export const command = defineMessage({
  name: 'command',
  direction: 'down',
  leaf: 'command',
  qos: 1,
  retain: false,
  acknowledged: false,
  since: 1,
  purpose:
    'One thing to do now, answered by command.result. Signed with the configuration key for this agent alone; without a signature that holds it is not read, not remembered and not answered.',
  schema: z.object({
    id: idSchema,
    issuedAtMs: epochMsSchema,
    /** By the control plane's clock; an agent corrects by the offset it learned from the server. */
    deadlineMs: epochMsSchema,
    actor: z.object({ kind: actorKindSchema, id: z.string().max(64) }),
    /** One of {@link commandBodySchema}. Open here, since nothing may take it apart before the signature is verified. */
    body: z.looseObject({ verb: z.string().max(64) }),
    /** Of the configuration keys. Both are absent from a control plane of protocol 1. */
    keyId: z.string().max(64).optional(),
    /** Ed25519 over {@link signedCommandBytes}. */
    signature: signatureSchema.optional(),
  }),
})
export type Command = z.infer<typeof command.schema>

/** The agent is in the signed bytes: a command for one is nothing for another. */
export function signedCommandBytes(
  to: AgentAddress,
  { id, issuedAtMs, deadlineMs, actor, body }: Pick<Command, 'id' | 'issuedAtMs' | 'deadlineMs' | 'actor' | 'body'>,
): Uint8Array<ArrayBuffer> {
  const { organisationId, agentId } = to
  return canonicalBytes({ kind: 'command', organisationId, agentId, id, issuedAtMs, deadlineMs, actor, body })
}
