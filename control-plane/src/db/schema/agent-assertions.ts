import { foreignKey, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { epochMs, id } from '../columns.ts'
import { agents } from './agents.ts'

/** Ids of token requests that were honoured, until they expire: none is honoured twice. */
export const agentAssertions = pgTable(
  'agent_assertions',
  {
    agentId: id('agent_id').notNull(),
    organisationId: id('organisation_id').notNull(),
    jti: text('jti').notNull(),
    /** After this the request would be refused by its own expiry. */
    expiresAtMs: epochMs('expires_at_ms').notNull(),
  },
  table => [
    primaryKey({ name: 'agent_assertions_pkey', columns: [table.agentId, table.jti] }),
    foreignKey({
      columns: [table.organisationId, table.agentId],
      foreignColumns: [agents.organisationId, agents.id],
    }),
    /** The clean-up. */
    index('agent_assertions_by_expiry').on(table.expiresAtMs),
  ],
)
