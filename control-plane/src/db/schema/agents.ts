import { foreignKey, index, integer, pgTable, text, unique } from 'drizzle-orm/pg-core'
import { epochMs, id } from '../columns.ts'
import { sites } from './sites.ts'

/** Enrolled agents. A key is for life: an agent that enrols again is another agent. */
export const agents = pgTable(
  'agents',
  {
    id: id('id').primaryKey(),
    organisationId: id('organisation_id').notNull(),
    siteId: id('site_id').notNull(),
    hostname: text('hostname').notNull(),
    software: text('software').notNull(),
    /** Raw Ed25519 key, base64url: signs its records and token requests. */
    publicKey: text('public_key').notNull().unique('agents_public_key_key'),
    /** Raw X25519 key, base64url: camera passwords are sealed to it. */
    sealingKey: text('sealing_key').notNull(),
    enrolledAtMs: epochMs('enrolled_at_ms').notNull(),
    /** null: in service. Never taken back. */
    revokedAtMs: epochMs('revoked_at_ms'),
    /** Two machines were seen with its identity: neither is heard until an administrator has chosen. null: no. */
    clonedAtMs: epochMs('cloned_at_ms'),
    /** Highest protocol that it stated in a request of its own, up to the youngest that makes a difference. null: none. */
    statedProtocol: integer('stated_protocol'),
  },
  table => [
    foreignKey({ columns: [table.organisationId, table.siteId], foreignColumns: [sites.organisationId, sites.id] }),
    /** Target of composite foreign keys; also serves the list of agents. */
    unique('agents_organisation_id_key').on(table.organisationId, table.id),
    /** Agents that link instances have to share out. */
    index('agents_in_service').on(table.revokedAtMs, table.id),
  ],
)
