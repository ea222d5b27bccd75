import { z } from 'zod'
import { idSchema, sha256Schema } from '../../domain/ids.ts'
import { epochMsSchema } from '../../domain/time.ts'

/** What every configuration begins with, in every version of the protocol. */
export const envelopeShape = {
  kind: z.literal('agent-config'),
  organisationId: idSchema,
  siteId: idSchema,
  agentId: idSchema,
  /** Grows by at least one with every change; an agent takes none that is not newer than its own. */
  version: z.int().min(1),
  issuedAtMs: epochMsSchema,
  /** Lowest protocol version that can carry this out: that of the youngest section in it. */
  minProtocol: z.int().min(1),
  /** Hash of the version before; 64 zeros for the first. */
  previousHash: sha256Schema,
}
export type ConfigEnvelope = z.infer<z.ZodObject<typeof envelopeShape>>
