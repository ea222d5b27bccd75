import type { Clock } from '@nightjar/shared/platform/clock.ts'
import { drizzle } from 'drizzle-orm/node-postgres'
import { Pool } from 'pg'
import type { Log } from '../platform/log.ts'
import type { Database, Db } from './client.ts'
import { makeListener } from './listener.ts'

export interface PostgresSettings {
  readonly url: string
  /** Connections of the pool; one more is used for LISTEN. */
  readonly connectionsMax?: number
  readonly clock: Clock
  readonly log: Log
}

/** No statement of ours takes this long on a healthy server; one that does must not hold its locks. */
const statementTimeoutMs = 15_000

export function openPostgres(settings: PostgresSettings): Database {
  const pool = new Pool({
    connectionString: settings.url,
    max: settings.connectionsMax ?? 10,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: statementTimeoutMs,
    application_name: 'nightjar',
  })
  // An idle connection that breaks is reported here; without a listener it would end the process.
  pool.on('error', error => settings.log.warn({ err: error }, 'a database connection was lost'))
  const listener = makeListener(settings.url, settings.clock, settings.log)
  return {
    kind: 'postgres',
    db: drizzle({ client: pool }) as Db,
    listen: listener.listen,
    ping: async () => {
      await pool.query('select 1')
    },
    close: async () => {
      await listener.close()
      await pool.end()
    },
  }
}
