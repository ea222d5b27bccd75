import { index, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { bigCount, epochMs, id } from '../columns.ts'
import { organisations } from './organisations.ts'

/** Append-only: a trigger refuses UPDATE and DELETE, and each row holds the hash of the one before. */
export const auditEntries = pgTable(
  'audit_entries',
  {
    organisationId: id('organisation_id')
      .notNull()
      .references(() => organisations.id),
    /** From 0, no number is left out. */
    sequence: bigCount('sequence').notNull(),
    id: id('id').notNull(),
    atMs: epochMs('at_ms').notNull(),
    actorKind: text('actor_kind').notNull(),
    /** Of the user, token or agent; the name of a job; `cli`. */
    actorId: text('actor_id').notNull(),
    action: text('action').notNull(),
    subjectKind: text('subject_kind').notNull(),
    subjectId: text('subject_id').notNull(),
    /** null where no request led here. */
    requestId: text('request_id'),
    /** null where no request led here. */
    clientAddress: text('client_address'),
    /** What changed; never a secret. */
    facts: jsonb('facts').$type<Record<string, unknown>>().notNull(),
    /** Hash of the row before; 64 zeros for the first. */
    previousHash: text('previous_hash').notNull(),
    /** SHA-256, hex, over the canonical JSON of all columns but this one. */
    hash: text('hash').notNull(),
  },
  table => [
    primaryKey({ name: 'audit_entries_pkey', columns: [table.organisationId, table.sequence] }),
    /** The history of one object. */
    index('audit_entries_by_subject').on(table.organisationId, table.subjectKind, table.subjectId),
  ],
)
