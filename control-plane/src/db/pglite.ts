import { AsyncResource } from 'node:async_hooks'
import { PGlite } from '@electric-sql/pglite'
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist'
import { drizzle } from 'drizzle-orm/pglite'
import type { Database, Db } from './client.ts'

export interface PgliteSettings {
  /** Folder of the database; left out, it lives in memory. */
  readonly folder?: string
  /** Contents to begin with, as `dumpDataDir` makes them. */
  readonly template?: Blob
}

/** The embedded database: PostgreSQL in this process, one connection, so one transaction at a time. */
export async function openPglite(settings: PgliteSettings): Promise<Database & { readonly client: PGlite }> {
  const client = await PGlite.create({
    extensions: { btree_gist },
    ...(settings.folder ? { dataDir: settings.folder } : {}),
    ...(settings.template ? { loadDataDir: settings.template } : {}),
  })
  return {
    kind: 'pglite',
    client,
    db: drizzle({ client }) as Db,
    listen: async (channel, handler) => {
      // It calls from within the query that committed: without this a handler would seem to be in that transaction.
      const stop = await client.listen(
        channel,
        AsyncResource.bind((payload: string) => handler(payload)),
      )
      return () => stop()
    },
    ping: async () => {
      await client.query('select 1')
    },
    close: () => client.close(),
  }
}
