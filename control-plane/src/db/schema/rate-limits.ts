import { integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

/**
 * Counters of attempts, in the shape that rate-limiter-flexible writes. Not keyed by organisation: they count those who
 * have not said who they are.
 */
export const rateLimits = pgTable('rate_limits', {
  /** Name of the limit, then a hash of what is counted. */
  key: text('key').primaryKey(),
  points: integer('points').notNull(),
  /** End of the window; null never ends. */
  expire: timestamp('expire', { mode: 'date', withTimezone: true }),
})
