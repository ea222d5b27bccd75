import type { SignedConfig } from '@nightjar/shared/protocol/config/document.ts'
import { foreignKey, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { epochMs, id } from '../columns.ts'
import { agents } from './agents.ts'

/**
 * Every configuration an agent was ever to follow, as signed, but for those that name a camera which was deleted since.
 * The highest version is the desired one.
 */
export const agentConfigs = pgTable(
  'agent_configs',
  {
    agentId: id('agent_id').notNull(),
    organisationId: id('organisation_id').notNull(),
    version: integer('version').notNull(),
    /** SHA-256 of the signed bytes, hex; the next version names it. */
    hash: text('hash').notNull(),
    document: jsonb('document').$type<SignedConfig>().notNull(),
    /** Protocol of the youngest section that the release knew which published it. */
    releaseProtocol: integer('release_protocol').notNull().default(1),
    createdAtMs: epochMs('created_at_ms').notNull(),
  },
  table => [
    primaryKey({ name: 'agent_configs_pkey', columns: [table.agentId, table.version] }),
    foreignKey({
      columns: [table.organisationId, table.agentId],
      foreignColumns: [agents.organisationId, agents.id],
    }),
  ],
)
