import { idSchema } from '@nightjar/shared/domain/ids.ts'
import { isoTimeSchema } from '@nightjar/shared/domain/time.ts'
import { z } from 'zod'

export const auditEntrySchema = z
  .object({
    id: idSchema,
    sequence: z.int(),
    at: isoTimeSchema,
    actor: z.object({ kind: z.string(), id: z.string(), name: z.string().nullable() }),
    action: z.string(),
    subject: z.object({ kind: z.string(), id: z.string() }),
    clientAddress: z.string().nullable(),
    requestId: z.string().nullable(),
    facts: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AuditEntry' })

export const auditVerdictSchema = z
  .discriminatedUnion('intact', [
    z.object({ intact: z.literal(true), entries: z.int() }),
    z.object({ intact: z.literal(false), sequence: z.int(), what: z.enum(['edited', 'missing', 'cut-off']) }),
  ])
  .meta({ id: 'AuditVerdict' })
