import { z } from 'zod'
import { idSchema } from '../domain/ids.ts'
import { isoTimeSchema } from '../domain/time.ts'

export const agentSchema = z
  .object({
    id: idSchema,
    siteId: idSchema,
    hostname: z.string(),
    state: z.enum(['online', 'offline', 'revoked']),
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
