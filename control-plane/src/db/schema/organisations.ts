import { pgTable, text } from 'drizzle-orm/pg-core'
import { epochMs, id } from '../columns.ts'

/** The tenant. A self-hosted installation has one; every other table is keyed by it. */
export const organisations = pgTable('organisations', {
  id: id('id').primaryKey(),
  name: text('name').notNull(),
  createdAtMs: epochMs('created_at_ms').notNull(),
})
