import { pgTable, text } from 'drizzle-orm/pg-core'
import { bigCount, epochMs, id } from '../columns.ts'
import { organisations } from './organisations.ts'

/** Where each camera's chain of records ends. Its row lock lets one batch of a camera be applied at a time. */
export const chainHeads = pgTable('chain_heads', {
  cameraId: id('camera_id').primaryKey(),
  organisationId: id('organisation_id')
    .notNull()
    .references(() => organisations.id),
  agentId: id('agent_id').notNull(),
  /** Of the newest applied record; -1 before the first. */
  sequence: bigCount('sequence').notNull(),
  /** Hash of the newest applied record; 64 zeros before the first. */
  hash: text('hash').notNull(),
  updatedAtMs: epochMs('updated_at_ms').notNull(),
})
