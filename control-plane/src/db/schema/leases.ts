import { index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { epochMs } from '../columns.ts'

/** Who does what, among processes of the same kind. A lease that ran out may be taken by any other. */
export const leases = pgTable(
  'leases',
  {
    /** What is held: see services/lease/kinds.ts. */
    kind: text('kind').notNull(),
    /** Which one of them, e.g. an agent's id or a job's name. */
    key: text('key').notNull(),
    /** Random id of the process's part that holds it. */
    holder: text('holder').notNull(),
    untilMs: epochMs('until_ms').notNull(),
  },
  table => [
    primaryKey({ name: 'leases_pkey', columns: [table.kind, table.key] }),
    /** Renewal and release: all of one holder. */
    index('leases_by_holder').on(table.kind, table.holder),
  ],
)
