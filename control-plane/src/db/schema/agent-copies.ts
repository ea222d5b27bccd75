import { foreignKey, index, jsonb, pgTable, text, unique } from 'drizzle-orm/pg-core'
import { epochMs, id } from '../columns.ts'
import type { LineageHolder } from './agent-lineages.ts'
import { agents } from './agents.ts'

/** Machines that presented the identity of one agent, while it is frozen for it; afterwards those that must not go on. */
export const agentCopies = pgTable(
  'agent_copies',
  {
    id: id('id').primaryKey(),
    organisationId: id('organisation_id').notNull(),
    agentId: id('agent_id').notNull(),
    /** SHA-256 of the lineage value that it presents, hex: it gets no other as long as it is not chosen. */
    valueHash: text('value_hash').notNull(),
    holder: jsonb('holder').$type<LineageHolder>().notNull(),
    firstSeenAtMs: epochMs('first_seen_at_ms').notNull(),
    /** An administrator chose another one; null while nobody has chosen. */
    retiredAtMs: epochMs('retired_at_ms'),
  },
  table => [
    foreignKey({ columns: [table.organisationId, table.agentId], foreignColumns: [agents.organisationId, agents.id] }),
    /** A token request that asks whether it is of a retired copy. */
    unique('agent_copies_agent_value_key').on(table.agentId, table.valueHash),
    /** The copies of the agents of a page. */
    index('agent_copies_by_agent').on(table.organisationId, table.agentId),
  ],
)
