import { pgTable, text } from 'drizzle-orm/pg-core'
import { bigCount, id } from '../columns.ts'
import { organisations } from './organisations.ts'

/** Where each organisation's audit chain ends. Its row lock puts writers in order; a cut-off tail does not match it. */
export const auditHeads = pgTable('audit_heads', {
  organisationId: id('organisation_id')
    .primaryKey()
    .references(() => organisations.id),
  /** Sequence that the next entry gets. */
  nextSequence: bigCount('next_sequence').notNull(),
  /** Hash of the last entry; 64 zeros before the first. */
  hash: text('hash').notNull(),
})
