import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import { Client } from 'pg'
import type { Database } from '../db/client.ts'
import { migrate, readMigrations } from '../db/migrate.ts'
import { ensureNoOverlap, noOverlapStatements } from '../db/no-overlap.ts'
import { openPglite } from '../db/pglite.ts'
import { openPostgres } from '../db/postgres.ts'
import type { Log } from '../platform/log.ts'

/** The same suites run on a real server when this names one, e.g. `postgresql://postgres@127.0.0.1:5433/postgres`. */
const serverUrl = process.env.NIGHTJAR_TEST_POSTGRES_URL

async function prepare({ db }: Database): Promise<void> {
  await migrate(db, 0)
  const complaint = await ensureNoOverlap(db, { nowMs: 0 })
  if (complaint !== null) throw new Error(complaint)
}

/** Making a cluster takes seconds, loading a copy of one half a second; the copy is kept by what it is made of. */
async function pgliteTemplate(): Promise<Blob> {
  const content = [...readMigrations().map(({ hash }) => hash), ...noOverlapStatements]
  const key = createHash('sha256').update(content.join()).digest('hex').slice(0, 16)
  const path = join(process.env.NIGHTJAR_TEST_CACHE ?? tmpdir(), `nightjar-test-database-${key}.tar`)
  if (!existsSync(path)) {
    const database = await openPglite({})
    await prepare(database)
    const dump = await database.client.dumpDataDir('none')
    await database.close()
    // Test files run at once; each writes its own and the last rename wins.
    const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
    writeFileSync(draft, new Uint8Array(await dump.arrayBuffer()))
    renameSync(draft, path)
  }
  return new Blob([readFileSync(path)])
}

async function onServer(url: string, log: Log): Promise<Database> {
  const name = `nj_test_${randomBytes(6).toString('hex')}`
  const admin = async (statement: string) => {
    const client = new Client({ connectionString: url })
    await client.connect()
    await client.query(statement).finally(() => client.end())
  }
  await admin(`create database ${name}`)
  const own = new URL(url)
  own.pathname = `/${name}`
  const database = openPostgres({ url: own.href, clock: systemClock, log })
  await prepare(database)
  return {
    ...database,
    close: async () => {
      await database.close()
      await admin(`drop database ${name} with (force)`)
    },
  }
}

/** A migrated, empty database of its own for one test file. */
export async function openTestDatabase(log: Log): Promise<Database> {
  return serverUrl ? onServer(serverUrl, log) : openPglite({ template: await pgliteTemplate() })
}

/** For what one connection cannot show: contention of locks. Test reasons read better with it: `skip: needsServer`. */
export const needsServer = serverUrl ? false : 'needs a PostgreSQL server (NIGHTJAR_TEST_POSTGRES_URL)'
