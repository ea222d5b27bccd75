import type { Role } from '@nightjar/shared/policy/roles.ts'
import { pgTable, text, unique } from 'drizzle-orm/pg-core'
import { epochMs, id } from '../columns.ts'
import { organisations } from './organisations.ts'

export const users = pgTable(
  'users',
  {
    id: id('id').primaryKey(),
    organisationId: id('organisation_id')
      .notNull()
      .references(() => organisations.id),
    /** As typed when it was made; shown. */
    username: text('username').notNull(),
    /** NFKC and lower case: what a login is looked up by. */
    usernameKey: text('username_key').notNull(),
    /** PHC string, `$argon2id$v=19$...`. */
    passwordHash: text('password_hash').notNull(),
    role: text('role').$type<Role>().notNull(),
    createdAtMs: epochMs('created_at_ms').notNull(),
    /** null: active. */
    disabledAtMs: epochMs('disabled_at_ms'),
  },
  table => [
    /** One name space for all organisations: the sign-in form asks for no organisation. */
    unique('users_username_key').on(table.usernameKey),
    /** Target of composite foreign keys and the list of users. */
    unique('users_organisation_id_key').on(table.organisationId, table.id),
  ],
)
