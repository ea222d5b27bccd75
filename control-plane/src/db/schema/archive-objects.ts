import type { Receipt } from '@nightjar/shared/records/receipt.ts'
import { foreignKey, index, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { bigCount, epochMs, id } from '../columns.ts'
import { organisations } from './organisations.ts'
import { segments } from './segments.ts'

/** Objects whose bytes were verified, with the receipt that says so. An object without a row here counts for nothing. */
export const archiveObjects = pgTable(
  'archive_objects',
  {
    segmentId: id('segment_id').notNull(),
    organisationId: id('organisation_id')
      .notNull()
      .references(() => organisations.id),
    cameraId: id('camera_id').notNull(),
    objectKey: text('object_key').notNull(),
    byteLength: bigCount('byte_length').notNull(),
    storedAtMs: epochMs('stored_at_ms').notNull(),
    receipt: jsonb('receipt').$type<Receipt>().notNull(),
  },
  table => [
    primaryKey({ name: 'archive_objects_pkey', columns: [table.segmentId, table.cameraId] }),
    foreignKey({ columns: [table.segmentId, table.cameraId], foreignColumns: [segments.id, segments.cameraId] }),
    /** What an organisation, or one camera of it, has in the archive. */
    index('archive_objects_by_camera').on(table.organisationId, table.cameraId),
  ],
)
