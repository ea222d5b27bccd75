import { boolean, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { epochMs, id } from '../columns.ts'

/** Relays that have said they are there; each renews its row every few seconds. They serve all organisations. */
export const relays = pgTable('relays', {
  /** Made by the relay at each start. */
  id: id('id').primaryKey(),
  /** What agents dial: ws:// or wss://, or `/publish` at our own address. */
  publishAddress: text('publish_address').notNull(),
  /** What viewers dial: ws:// or wss://, or `/live` at the address of the page. */
  liveAddress: text('live_address').notNull(),
  /** Where we fetch what agents send it of recordings; http(s), on a private network. */
  internalUrl: text('internal_url').notNull(),
  viewers: integer('viewers').notNull(),
  /** More viewers than this it turns away. */
  viewersMax: integer('viewers_max').notNull(),
  /** It is about to end and takes nobody new. */
  draining: boolean('draining').notNull(),
  lastSeenAtMs: epochMs('last_seen_at_ms').notNull(),
})
