import type { PayloadOf } from '@nightjar/shared/protocol/define-message.ts'
import type { configApplied } from '@nightjar/shared/protocol/messages/config-applied.ts'
import { foreignKey, integer, jsonb, pgTable } from 'drizzle-orm/pg-core'
import { epochMs, id } from '../columns.ts'
import { agents } from './agents.ts'

/** What each agent said last about taking over its configuration. */
export const agentConfigReports = pgTable(
  'agent_config_reports',
  {
    agentId: id('agent_id').primaryKey(),
    organisationId: id('organisation_id').notNull(),
    /** Newest version that it took over as a whole; 0 before the first. */
    appliedVersion: integer('applied_version').notNull(),
    /** As it was sent. */
    report: jsonb('report').$type<PayloadOf<typeof configApplied>>().notNull(),
    reportedAtMs: epochMs('reported_at_ms').notNull(),
  },
  table => [
    foreignKey({
      columns: [table.organisationId, table.agentId],
      foreignColumns: [agents.organisationId, agents.id],
    }),
  ],
)
