import { doublePrecision, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { bigCount, epochMs, id } from '../columns.ts'
import { organisations } from './organisations.ts'

/**
 * Recordings of a camera that its agent says it deleted before their retention was over, folded: one row for each cause,
 * which grows as long as it goes on.
 */
export const earlyEvictions = pgTable(
  'early_evictions',
  {
    organisationId: id('organisation_id')
      .notNull()
      .references(() => organisations.id),
    cameraId: id('camera_id').notNull(),
    /** `retention.space` and the like. */
    cause: text('cause').notNull(),
    /** Segments. */
    count: bigCount('count').notNull(),
    /** From the first to the last recording that was deleted. */
    fromMs: epochMs('from_ms').notNull(),
    toMs: epochMs('to_ms').notNull(),
    /** When we first heard of it, and last. */
    begunAtMs: epochMs('begun_at_ms').notNull(),
    lastAtMs: epochMs('last_at_ms').notNull(),
    /** Of the last that we heard of: how old the youngest was, and how old it was to become; null: nobody has said. */
    keptDays: doublePrecision('kept_days').notNull(),
    promisedDays: doublePrecision('promised_days'),
  },
  table => [primaryKey({ name: 'early_evictions_pkey', columns: [table.cameraId, table.cause] })],
)
