import { z } from 'zod'
import { presentedCertificateSchema } from '../../domain/certificate.ts'
import { idSchema } from '../../domain/ids.ts'
import { probeResultSchema } from '../commands/camera-probe.ts'
import { commandDefinitions } from '../commands/registry.ts'
import type { CommandDefinition } from '../define-command.ts'
import { defineMessage } from '../define-message.ts'

type DoneForms<List extends readonly CommandDefinition[]> = {
  -readonly [I in keyof List]: z.ZodObject<{
    verb: z.ZodLiteral<List[I]['verb']>
    commandId: typeof idSchema
    ok: z.ZodLiteral<true>
    result: List[I]['result']
  }>
}

const done = commandDefinitions.map(({ verb, result }) =>
  z.object({ verb: z.literal(verb), commandId: idSchema, ok: z.literal(true), result }),
) as unknown as DoneForms<typeof commandDefinitions>

const failed = z.object({
  commandId: idSchema,
  ok: z.literal(false),
  /** One of the error codes. */
  code: z.string().max(64),
  /** Public sentence. */
  message: z.string().max(300),
  /** What the camera showed of itself, where it is not trusted. Protocol 5. */
  certificate: presentedCertificateSchema.optional(),
})

/** As agents of protocol 1 say that it is done: `probe` is null for every command but a probe. */
const doneInProtocol1 = z.object({
  commandId: idSchema,
  ok: z.literal(true),
  probe: probeResultSchema.nullable(),
})

/** Not kept in the outbox: whoever asked waits for seconds, not for days. */
export const commandResult = defineMessage({
  name: 'command.result',
  direction: 'up',
  leaf: 'result',
  qos: 1,
  retain: false,
  acknowledged: false,
  since: 1,
  purpose: 'How a command ended. The form with `probe` is of agents of protocol 1.',
  schema: z.union([...done, failed, doneInProtocol1]),
})
export type CommandResult = z.infer<typeof commandResult.schema>

/** As it is kept: an answer of protocol 1 has been translated. */
export type CommandAnswer = Exclude<CommandResult, { probe: unknown }>
