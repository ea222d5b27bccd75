import { date, pgTable, primaryKey } from 'drizzle-orm/pg-core'
import { bigCount, id } from '../columns.ts'
import { organisations } from './organisations.ts'

/** What each agent was allowed to bring into the archive on one day. */
export const uploadDays = pgTable(
  'upload_days',
  {
    agentId: id('agent_id').notNull(),
    /** UTC, `yyyy-mm-dd`. */
    day: date('day', { mode: 'string' }).notNull(),
    organisationId: id('organisation_id')
      .notNull()
      .references(() => organisations.id),
    bytes: bigCount('bytes').notNull(),
  },
  table => [primaryKey({ name: 'upload_days_pkey', columns: [table.agentId, table.day] })],
)
