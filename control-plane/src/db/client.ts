import type { EmptyRelations } from 'drizzle-orm'
import type { PgAsyncDatabase, PgAsyncTransaction, PgQueryResultHKT } from 'drizzle-orm/pg-core'

/** Either database behind one type. SQL stays within PostgreSQL 15. */
export type Db = PgAsyncDatabase<PgQueryResultHKT, EmptyRelations>

/** Inside a transaction: all writes take one, so that nothing is written without its audit row. */
export type Tx = PgAsyncTransaction<PgQueryResultHKT, EmptyRelations>

/** Called for each notification; `null` when some may have been missed (after a reconnect): look at the rows. */
export type NotificationHandler = (payload: string | null) => void

/** An open database with everything that is not a query. */
export interface Database {
  readonly kind: 'pglite' | 'postgres'
  readonly db: Db
  /** Hears `notify` of every process on the same database. Resolves to the function that stops it. */
  listen(channel: string, handler: NotificationHandler): Promise<() => Promise<void>>
  /** Rejects where the database does not answer. */
  ping(): Promise<void>
  close(): Promise<void>
}
