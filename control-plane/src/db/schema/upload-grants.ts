import { index, pgTable, primaryKey } from 'drizzle-orm/pg-core'
import { bigCount, epochMs, id } from '../columns.ts'
import { organisations } from './organisations.ts'

/** Segments that an agent was given an address for and that have no receipt yet. Each counts once for the quota. */
export const uploadGrants = pgTable(
  'upload_grants',
  {
    segmentId: id('segment_id').notNull(),
    organisationId: id('organisation_id')
      .notNull()
      .references(() => organisations.id),
    agentId: id('agent_id').notNull(),
    byteLength: bigCount('byte_length').notNull(),
    grantedAtMs: epochMs('granted_at_ms').notNull(),
  },
  table => [
    primaryKey({ name: 'upload_grants_pkey', columns: [table.agentId, table.segmentId] }),
    /** Those that came to nothing. */
    index('upload_grants_by_time').on(table.grantedAtMs),
  ],
)
