import { z } from 'zod'
import { idSchema } from '../domain/ids.ts'
import { isoTimeSchema } from '../domain/time.ts'

/** A machine that has the identity of an agent which is on another one too. */
export const agentCopySchema = z.object({
  id: idSchema,
  hostname: z.string(),
  /** Network address from which it was seen; null where that is not known. */
  address: z.string().nullable(),
  /** Tells machines apart that have one name; null where the machine does not say. */
  machine: z.string().nullable(),
  firstSeenAt: isoTimeSchema,
  lastSeenAt: isoTimeSchema,
  /** It was the one that went on up to now; the other has an older state of the data folder. */
  isNewest: z.boolean(),
})
export type AgentCopy = z.infer<typeof agentCopySchema>

/** `POST /api/v1/agents/{id}/continue`. */
export const continueAgentSchema = z.object({ copyId: idSchema })

export const agentSchema = z
  .object({
    id: idSchema,
    siteId: idSchema,
    hostname: z.string(),
    /** `cloned`: two machines have its identity, and neither is heard until an administrator has chosen one. */
    state: z.enum(['online', 'offline', 'cloned', 'revoked']),
    /** The machines to choose from where it is `cloned`; empty otherwise. */
    copies: z.array(agentCopySchema),
    /** SHA-256 of the public key, hex, for comparing with what the agent prints. */
    fingerprint: z.string(),
    software: z.string(),
    enrolledAt: isoTimeSchema,
    lastSeenAt: isoTimeSchema.nullable(),
    config: z.object({ desiredVersion: z.int(), appliedVersion: z.int(), error: z.string().nullable() }),
    outboxDepth: z.int(),
    mirrorBacklog: z.object({ segments: z.int(), bytes: z.int(), oldest: isoTimeSchema.nullable() }),
    disk: z.object({ totalBytes: z.int(), freeBytes: z.int(), recordingBytes: z.int() }).nullable(),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'Agent' })
export type Agent = z.infer<typeof agentSchema>
