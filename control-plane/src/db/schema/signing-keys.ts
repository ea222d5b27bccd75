import { index, pgTable, text } from 'drizzle-orm/pg-core'
import { epochMs, id } from '../columns.ts'
import { organisations } from './organisations.ts'

/** Ed25519 keys of the control plane. The newest of a purpose that is not retired signs; `vouches` says what each verifies. */
export const signingKeys = pgTable(
  'signing_keys',
  {
    /** Key id as it stands in tokens and records: `<purpose>-<random>`. */
    id: text('id').primaryKey(),
    /** null: of the installation (access tokens). */
    organisationId: id('organisation_id').references(() => organisations.id),
    purpose: text('purpose').$type<'access-token' | 'config' | 'receipt'>().notNull(),
    /** Raw, base64url. */
    publicKey: text('public_key').notNull(),
    /** Seed, sealed with SECRET_KEY. */
    sealedPrivateKey: text('sealed_private_key').notNull(),
    createdAtMs: epochMs('created_at_ms').notNull(),
    /** From then on it verifies only what is history; a time to come lets another take over. null while it signs. */
    retiredAtMs: epochMs('retired_at_ms'),
  },
  table => [
    /** The key that signs now. */
    index('signing_keys_by_purpose').on(table.organisationId, table.purpose, table.createdAtMs),
  ],
)
