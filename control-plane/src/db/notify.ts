import { sql } from 'drizzle-orm'
import type { Tx } from './client.ts'

/** Wakes the listeners of a channel when the transaction commits. The payload is a hint of at most 7999 bytes, never the data. */
export async function notify(tx: Tx, channel: string, payload: string): Promise<void> {
  await tx.execute(sql`select pg_notify(${channel}, ${payload})`)
}
