import { foreignKey, index, pgTable, text } from 'drizzle-orm/pg-core'
import { epochMs, id } from '../columns.ts'
import { users } from './users.ts'

/** Signed-in browsers. The cookie's value is never stored, only its hash. */
export const sessions = pgTable(
  'sessions',
  {
    id: id('id').primaryKey(),
    organisationId: id('organisation_id').notNull(),
    userId: id('user_id').notNull(),
    /** SHA-256 of the cookie's value, hex. */
    tokenHash: text('token_hash').notNull().unique('sessions_token_hash_key'),
    createdAtMs: epochMs('created_at_ms').notNull(),
    /** Written at most once a minute. */
    lastSeenAtMs: epochMs('last_seen_at_ms').notNull(),
    /** Ends when nothing was asked for until then; moves with lastSeenAtMs. */
    idleExpiresAtMs: epochMs('idle_expires_at_ms').notNull(),
    /** Ends whatever happens. */
    expiresAtMs: epochMs('expires_at_ms').notNull(),
    clientAddress: text('client_address').notNull(),
    userAgent: text('user_agent').notNull(),
  },
  table => [
    foreignKey({
      name: 'sessions_user_fk',
      columns: [table.organisationId, table.userId],
      foreignColumns: [users.organisationId, users.id],
    }).onDelete('cascade'),
    /** Ending all sessions of a user. */
    index('sessions_by_user').on(table.organisationId, table.userId),
    /** Clean-up of those that are over. */
    index('sessions_by_expiry').on(table.expiresAtMs),
  ],
)
