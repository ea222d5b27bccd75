import { foreignKey, index, pgTable, text } from 'drizzle-orm/pg-core'
import { epochMs, id } from '../columns.ts'
import { agents } from './agents.ts'

/** Which instance of the link role serves an agent. A lease that ran out may be taken by any other. */
export const agentLeases = pgTable(
  'agent_leases',
  {
    agentId: id('agent_id').primaryKey(),
    organisationId: id('organisation_id').notNull(),
    /** Random id of the instance. */
    holder: text('holder').notNull(),
    untilMs: epochMs('until_ms').notNull(),
  },
  table => [
    foreignKey({
      columns: [table.organisationId, table.agentId],
      foreignColumns: [agents.organisationId, agents.id],
    }),
    /** Renewal: all of one holder. */
    index('agent_leases_by_holder').on(table.holder),
  ],
)
