import type { LedgerEntry, LedgerState } from '@nightjar/shared/records/ledger.ts'
import { index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { bigCount, epochMs, id } from '../columns.ts'
import { organisations } from './organisations.ts'

/**
 * What happened to each stretch of a camera's time, as the agent signed it. Rows are only ever added, and none lies over
 * another but `evicted` over the recorded one whose bytes are gone; `db/no-overlap.ts` has the database hold that too.
 */
export const ledgerEntries = pgTable(
  'ledger_entries',
  {
    organisationId: id('organisation_id')
      .notNull()
      .references(() => organisations.id),
    cameraId: id('camera_id').notNull(),
    agentId: id('agent_id').notNull(),
    /** Ordinal of the lineage within the camera's chain: 0 for the first. */
    lineage: integer('lineage').notNull().default(0),
    /** Place in the lineage, shared with segments. */
    sequence: bigCount('sequence').notNull(),
    /** SHA-256 of the signed bytes, hex. */
    hash: text('hash').notNull(),
    fromMs: epochMs('from_ms').notNull(),
    toMs: epochMs('to_ms').notNull(),
    state: text('state').$type<LedgerState>().notNull(),
    /** Error code or policy; null for recorded. */
    cause: text('cause'),
    /** Whose manifest the entry names; null where it names none, or, in older rows, one that never came. */
    segmentId: id('segment_id'),
    entry: jsonb('entry').$type<LedgerEntry>().notNull(),
  },
  table => [
    /** A place in a chain is taken once; also serves the look-up of records that come again. */
    primaryKey({ name: 'ledger_entries_pkey', columns: [table.cameraId, table.lineage, table.sequence] }),
    /** The timeline of a range; also finds the entry that covers its beginning. */
    index('ledger_entries_by_time').on(table.cameraId, table.fromMs),
  ],
)
