import { pgTable, text, unique } from 'drizzle-orm/pg-core'
import { epochMs, id } from '../columns.ts'
import { organisations } from './organisations.ts'

export const sites = pgTable(
  'sites',
  {
    id: id('id').primaryKey(),
    organisationId: id('organisation_id')
      .notNull()
      .references(() => organisations.id),
    name: text('name').notNull(),
    /** IANA name, e.g. Europe/Berlin. */
    timeZone: text('time_zone').notNull(),
    createdAtMs: epochMs('created_at_ms').notNull(),
  },
  table => [
    /** Target of composite foreign keys: what belongs to a site belongs to the same organisation.
     * Also serves the list of sites, in order of creation (ids are UUIDv7). */
    unique('sites_organisation_id_key').on(table.organisationId, table.id),
  ],
)
