import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import { index, integer, jsonb, pgTable, text, unique } from 'drizzle-orm/pg-core'
import { bigCount, epochMs, id } from '../columns.ts'
import { organisations } from './organisations.ts'

/**
 * Manifests, as the agent signed them. Camera and agent are named without a foreign key: the records outlive the
 * settings of a camera, and what may be seen of them is decided by the camera that is still there.
 */
export const segments = pgTable(
  'segments',
  {
    id: id('id').primaryKey(),
    organisationId: id('organisation_id')
      .notNull()
      .references(() => organisations.id),
    cameraId: id('camera_id').notNull(),
    agentId: id('agent_id').notNull(),
    /** Ordinal of the lineage within the camera's chain: 0 for the first. */
    lineage: integer('lineage').notNull().default(0),
    /** Place in the lineage, shared with ledger_entries. */
    sequence: bigCount('sequence').notNull(),
    /** SHA-256 of the signed bytes, hex: what ledger entries and the next record name. */
    hash: text('hash').notNull(),
    fromMs: epochMs('from_ms').notNull(),
    toMs: epochMs('to_ms').notNull(),
    /** The site's copy was deleted, by the agent's word; null while it is there. */
    evictedAtMs: epochMs('evicted_at_ms'),
    manifest: jsonb('manifest').$type<SegmentManifest>().notNull(),
  },
  table => [
    /** A place in a chain is taken once; also serves the look-up of records that come again. */
    unique('segments_camera_lineage_sequence_key').on(table.cameraId, table.lineage, table.sequence),
    /** Ledger entry to its manifest. */
    index('segments_by_hash').on(table.cameraId, table.hash),
    /** Segments of a camera in a range of time. */
    index('segments_by_time').on(table.cameraId, table.fromMs),
  ],
)
