import type { ChainState } from '@nightjar/shared/protocol/agent-chains.ts'
import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import { bigCount, epochMs, id } from '../columns.ts'
import { organisations } from './organisations.ts'

/**
 * Where each camera's chain of records ends, and whether records are taken. Its row lock lets one batch of a camera be
 * applied at a time.
 */
export const chainHeads = pgTable('chain_heads', {
  cameraId: id('camera_id').primaryKey(),
  organisationId: id('organisation_id')
    .notNull()
    .references(() => organisations.id),
  agentId: id('agent_id').notNull(),
  /** Ordinal of the lineage that is written now: 0 for the first, one more with each seam. */
  lineage: integer('lineage').notNull().default(0),
  /** As its records name it; null for the first. */
  lineageId: id('lineage_id'),
  /** Of the newest applied record of this lineage; -1 before its first. */
  sequence: bigCount('sequence').notNull(),
  /** Hash of the newest applied record of this lineage; 64 zeros before its first. */
  hash: text('hash').notNull(),
  updatedAtMs: epochMs('updated_at_ms').notNull(),
  state: text('state').$type<ChainState>().notNull().default('open'),
  /** Public sentence: what was refused; null while open. */
  reason: text('reason'),
  /** Since when it is not open; null while it is. */
  stateSinceMs: epochMs('state_since_ms'),
  /** Records that were applied in the hour of our clock that began then, ms. */
  arrivalHourMs: epochMs('arrival_hour_ms').notNull().default(0),
  arrivalRecords: integer('arrival_records').notNull().default(0),
  /** Of those records, as JSON. */
  arrivalBytes: bigCount('arrival_bytes').notNull().default(0),
  /** Public sentence: why the newest records of an open chain wait; null where they do not. */
  heldReason: text('held_reason'),
  heldSinceMs: epochMs('held_since_ms'),
  /** How often records were refused; of most only the audit log still tells. */
  refusals: integer('refusals').notNull().default(0),
})
