import { pageQuerySchema } from '@nightjar/shared/api/page.ts'
import { toIso } from '@nightjar/shared/domain/time.ts'
import { and, desc, eq, lt, sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { Context } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import { auditEntries } from '../../db/schema/audit-entries.ts'
import { users } from '../../db/schema/users.ts'
import { authorize } from '../../policy/authorize.ts'
import type { auditEntrySchema } from './schemas.ts'

interface AuditPage {
  readonly items: z.infer<typeof auditEntrySchema>[]
  readonly nextCursor: string | null
}

/** What happened in the organisation, newest first. The cursor is the sequence number to go on below. */
export async function listAudit(context: Context, query: unknown): Promise<AuditPage> {
  authorize(context, 'audit.read')
  const { limit, cursor } = parse(pageQuerySchema, query)
  const below = cursor && /^\d{1,15}$/.test(cursor) ? Number(cursor) : undefined
  const rows = await context.db
    .select({ entry: auditEntries, username: users.username })
    .from(auditEntries)
    .leftJoin(
      users,
      and(eq(users.organisationId, auditEntries.organisationId), eq(sql`${users.id}::text`, auditEntries.actorId)),
    )
    .where(
      and(
        eq(auditEntries.organisationId, context.actor.organisationId),
        below === undefined ? undefined : lt(auditEntries.sequence, below),
      ),
    )
    .orderBy(desc(auditEntries.sequence))
    .limit(limit)
  const items = rows.map(({ entry, username }) => ({
    id: entry.id,
    sequence: entry.sequence,
    at: toIso(entry.atMs),
    actor: { kind: entry.actorKind, id: entry.actorId, name: username },
    action: entry.action,
    subject: { kind: entry.subjectKind, id: entry.subjectId },
    clientAddress: entry.clientAddress,
    requestId: entry.requestId,
    facts: entry.facts,
  }))
  const last = items.at(-1)
  return { items, nextCursor: last && last.sequence > 0 && items.length === limit ? String(last.sequence) : null }
}
