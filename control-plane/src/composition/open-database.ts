import { join } from 'node:path'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import { type Config, StartRefused } from '../config/load.ts'
import type { Database } from '../db/client.ts'
import { migrate } from '../db/migrate.ts'
import { ensureNoOverlap } from '../db/no-overlap.ts'
import { openPglite } from '../db/pglite.ts'
import { openPostgres } from '../db/postgres.ts'
import { privateFolder } from '../platform/data-folder.ts'
import type { Log } from '../platform/log.ts'

/** A server that is being started beside us gets this long, ms. */
const waitMs = 30_000

/** Without its password, for a sentence. */
const shown = (url: string): string => {
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`
}

async function waitForServer(database: Database, url: string, clock: Clock, log: Log): Promise<void> {
  const until = clock.monotonicMs() + waitMs
  for (;;) {
    try {
      return await database.ping()
    } catch (error) {
      log.warn({ err: error }, 'the database does not answer yet')
      if (clock.monotonicMs() >= until) {
        await database.close()
        throw new StartRefused(
          `The database at ${shown(url)} cannot be reached. Check that it runs, and the address, user and password in DATABASE_URL.`,
        )
      }
      await clock.sleep(1_000)
    }
  }
}

export interface OpenedDatabase {
  readonly database: Database
  /** Sentences for the operator: what works, and could be better. */
  readonly warnings: readonly string[]
}

/**
 * The database of the configuration, brought to this release.
 * @throws StartRefused where it does not answer, or cannot be used by this release.
 */
export async function openDatabase(config: Config, clock: Clock, log: Log): Promise<OpenedDatabase> {
  const url = config.DATABASE_URL
  const database = url
    ? openPostgres({ url, clock, log })
    : await privateFolder(join(config.NIGHTJAR_DATA_DIR, 'db'))
        .then(folder => openPglite({ folder }))
        .catch(error => {
          log.error({ err: error }, 'the embedded database cannot be opened')
          throw new StartRefused(
            `The database in ${join(config.NIGHTJAR_DATA_DIR, 'db')} cannot be opened. Check that no other Nightjar uses the folder, and restore it from a backup if it is damaged.`,
          )
        })
  if (url) await waitForServer(database, url, clock, log)
  try {
    await migrate(database.db, clock.wallMs(), sentence => log.info(sentence))
    const overlap = await ensureNoOverlap(database.db, {
      nowMs: clock.wallMs(),
      onProgress: sentence => log.info(sentence),
    })
    if (overlap !== null) log.warn(overlap)
    return { database, warnings: overlap === null ? [] : [overlap] }
  } catch (error) {
    await database.close()
    log.error({ err: error }, 'the database could not be prepared')
    throw new StartRefused(
      error instanceof Error ? error.message.split('\n', 1)[0] : 'The database could not be prepared.',
    )
  }
}
