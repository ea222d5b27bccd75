import { pgTable, text, unique } from 'drizzle-orm/pg-core'
import { epochMs, id } from '../columns.ts'
import { organisations } from './organisations.ts'

/** Cameras of any sites that one grant can name together. */
export const cameraGroups = pgTable(
  'camera_groups',
  {
    id: id('id').primaryKey(),
    organisationId: id('organisation_id')
      .notNull()
      .references(() => organisations.id),
    name: text('name').notNull(),
    createdAtMs: epochMs('created_at_ms').notNull(),
  },
  table => [
    /** Target of composite foreign keys. */
    unique('camera_groups_organisation_id_key').on(table.organisationId, table.id),
  ],
)
