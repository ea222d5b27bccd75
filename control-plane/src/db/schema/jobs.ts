import { pgTable, text } from 'drizzle-orm/pg-core'
import { epochMs } from '../columns.ts'

/** When each job ran and is to run next; one row for all processes, made when it is first looked at. */
export const jobs = pgTable('jobs', {
  name: text('name').primaryKey(),
  dueAtMs: epochMs('due_at_ms').notNull(),
  startedAtMs: epochMs('started_at_ms'),
  /** Before `startedAtMs`: it runs now, or its process died at it. */
  endedAtMs: epochMs('ended_at_ms'),
  /** Why the last run failed, for operators; null where it did not. */
  error: text('error'),
})
