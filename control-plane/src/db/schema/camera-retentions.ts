import { boolean, doublePrecision, integer, pgTable, primaryKey } from 'drizzle-orm/pg-core'
import { bigCount, id } from '../columns.ts'
import { organisations } from './organisations.ts'

/**
 * How long each camera's recordings were to be kept, by every configuration that said so: one row for each change. It
 * outlives the configurations, which go with the cameras they name, because what an agent says it deleted is held
 * against it years later. Rows are only ever added.
 */
export const cameraRetentions = pgTable(
  'camera_retentions',
  {
    organisationId: id('organisation_id')
      .notNull()
      .references(() => organisations.id),
    cameraId: id('camera_id').notNull(),
    /** Of the agent's configuration that said it first; in force until the next row. */
    version: integer('version').notNull(),
    /** null: no recording is deleted for its age. */
    retentionDays: doublePrecision('retention_days'),
    /** null: no recording is deleted for a quota. */
    quotaBytes: bigCount('quota_bytes'),
    /**
     * false: what was said from this version on is not known. The agent follows a configuration that this database has
     * never seen, because a backup was restored; days and quota are null and mean nothing.
     */
    isKnown: boolean('is_known').notNull().default(true),
  },
  table => [primaryKey({ name: 'camera_retentions_pkey', columns: [table.cameraId, table.version] })],
)
