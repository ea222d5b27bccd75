import { index, pgTable, text } from 'drizzle-orm/pg-core'
import { epochMs, id } from '../columns.ts'
import { organisations } from './organisations.ts'

/** Records that froze a chain, as evidence: one row for each time, and none while it stays frozen. */
export const chainRefusals = pgTable(
  'chain_refusals',
  {
    id: id('id').primaryKey(),
    organisationId: id('organisation_id')
      .notNull()
      .references(() => organisations.id),
    cameraId: id('camera_id').notNull(),
    agentId: id('agent_id').notNull(),
    atMs: epochMs('at_ms').notNull(),
    /** Public sentence. */
    reason: text('reason').notNull(),
    /** JSON array of the records as they came, as text: it may hold what JSON columns cannot. */
    records: text('records').notNull(),
  },
  table => [
    /** The newest refusal of a camera. */
    index('chain_refusals_by_camera').on(table.cameraId, table.atMs),
  ],
)
