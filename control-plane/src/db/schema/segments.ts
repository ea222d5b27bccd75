import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import { sql } from 'drizzle-orm'
import { index, integer, jsonb, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core'
import { bigCount, epochMs, id } from '../columns.ts'
import { organisations } from './organisations.ts'

/**
 * Manifests, as the agent signed them. Camera and agent are named without a foreign key: the records outlive the
 * settings of a camera, and what may be seen of them is decided by the camera that is still there.
 */
export const segments = pgTable(
  'segments',
  {
    /** Made by the agent: another agent's may be the same. */
    id: id('id').notNull(),
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
    /** When its manifest was taken; null: before this was written down. */
    takenAtMs: epochMs('taken_at_ms'),
    manifest: jsonb('manifest').$type<SegmentManifest>().notNull(),
  },
  table => [
    /** Addresses name a segment by its id alone: of whichever agents. */
    primaryKey({ name: 'segments_pkey', columns: [table.id, table.cameraId] }),
    /** An agent uses an id once, whichever of its cameras it is for. Uploads name a segment by it. */
    unique('segments_agent_id_key').on(table.agentId, table.id),
    /** A place in a chain is taken once; also serves the look-up of records that come again. */
    unique('segments_camera_lineage_sequence_key').on(table.cameraId, table.lineage, table.sequence),
    /** Ledger entry to its manifest. */
    index('segments_by_hash').on(table.cameraId, table.hash),
    /** Segments of a camera in a range of time. */
    index('segments_by_time').on(table.cameraId, table.fromMs),
    /** Those of them with damaged pictures, for the timeline. */
    index('segments_damaged')
      .on(table.cameraId, table.fromMs)
      .where(sql`(${table.manifest} -> 'damagedPictures') is not null`),
    /** What an agent is said to hold: of years, only what is still there. */
    index('segments_held').on(table.cameraId, table.id).where(sql`${table.evictedAtMs} is null`),
  ],
)
