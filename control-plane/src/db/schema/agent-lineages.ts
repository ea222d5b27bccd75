import { foreignKey, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { bigCount, epochMs, id } from '../columns.ts'
import { agents } from './agents.ts'

/** Where a token request came from, as far as it says: for a person who has to tell two machines apart. */
export interface LineageHolder {
  readonly hostname: string
  /** Hash of the machine's own id; null where it has none or does not say. */
  readonly machine: string | null
  /** Random, of one run of the agent. */
  readonly startId: string
  /** Client address after trusted proxies; null where it was not a request. */
  readonly address: string | null
  readonly seenAtMs: number
}

/** The lineage value that each agent has to present with its next token request; none for agents of protocol 2. */
export const agentLineages = pgTable(
  'agent_lineages',
  {
    agentId: id('agent_id').primaryKey(),
    organisationId: id('organisation_id').notNull(),
    /** How many values were made; stands in the value itself too. */
    counter: bigCount('counter').notNull(),
    /** SHA-256 of the newest value, hex. */
    valueHash: text('value_hash').notNull(),
    /** SHA-256 of the value that was presented for it, with the nonce of that request: its answer may have been lost. */
    presentedHash: text('presented_hash').notNull(),
    nonceHash: text('nonce_hash').notNull(),
    /** Who was given the newest value. */
    holder: jsonb('holder').$type<LineageHolder>().notNull(),
    updatedAtMs: epochMs('updated_at_ms').notNull(),
  },
  table => [
    foreignKey({ columns: [table.organisationId, table.agentId], foreignColumns: [agents.organisationId, agents.id] }),
  ],
)
