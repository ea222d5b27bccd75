import { foreignKey, index, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { epochMs, id } from '../columns.ts'
import { sites } from './sites.ts'

/** One-time codes with which an agent joins a site. */
export const enrolments = pgTable(
  'enrolments',
  {
    id: id('id').primaryKey(),
    organisationId: id('organisation_id').notNull(),
    siteId: id('site_id').notNull(),
    /** SHA-256 of the code, hex; the code itself is never stored. */
    codeHash: text('code_hash').notNull().unique('enrolments_code_hash_key'),
    createdAtMs: epochMs('created_at_ms').notNull(),
    expiresAtMs: epochMs('expires_at_ms').notNull(),
    /** null: not yet. A code is used once. */
    usedAtMs: epochMs('used_at_ms'),
    /** Who used it; null before. */
    agentId: id('agent_id'),
    /** How often it came again when it was no good any more; the first of them stands in the audit log. */
    refusedUses: integer('refused_uses').notNull().default(0),
  },
  table => [
    /** Codes that are long over. */
    index('enrolments_by_expiry').on(table.expiresAtMs),
    foreignKey({ columns: [table.organisationId, table.siteId], foreignColumns: [sites.organisationId, sites.id] }),
  ],
)
