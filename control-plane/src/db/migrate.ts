import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { sql } from 'drizzle-orm'
import type { Db } from './client.ts'
import { rowsOf } from './rows.ts'
import { transaction } from './transaction.ts'

export interface Migration {
  /** Folder name: time of making, then what it does. */
  readonly name: string
  readonly statements: readonly string[]
  /** SHA-256 of the file, hex. */
  readonly hash: string
}

const folder = new URL('./migrations/', import.meta.url)

/** Any number will do; it must be the same in every release. */
const lockKey = 7_263_541

/** All migrations of this release, oldest first. */
export function readMigrations(): readonly Migration[] {
  return readdirSync(folder)
    .sort()
    .filter(name => existsSync(new URL(`${name}/migration.sql`, folder)))
    .map(name => {
      const text = readFileSync(new URL(`${name}/migration.sql`, folder), 'utf8')
      return {
        name,
        statements: text.split('--> statement-breakpoint').filter(statement => statement.trim() !== ''),
        hash: createHash('sha256').update(text).digest('hex'),
      }
    })
}

/**
 * Brings the database to this release, one transaction per migration. Several processes may start at once: a lock that
 * ends with the transaction lets one of them do each step.
 * @param onProgress hears a sentence before each step that is really taken.
 * @throws Error with a sentence for the operator where the database is of a newer release or a migration was edited.
 */
export async function migrate(
  db: Db,
  nowMs: number,
  onProgress: (sentence: string) => void = () => undefined,
  migrations: readonly Migration[] = readMigrations(),
): Promise<void> {
  await transaction({ db }, async tx => {
    await tx.execute(sql`select pg_advisory_xact_lock(${lockKey})`)
    await tx.execute(
      sql`create table if not exists schema_migrations (name text primary key, hash text not null, applied_at_ms bigint not null)`,
    )
  })
  const known = new Map(migrations.map(migration => [migration.name, migration]))
  for (const row of rowsOf<{ name: string; hash: string }>(
    await db.execute(sql`select name, hash from schema_migrations order by name`),
  )) {
    const migration = known.get(row.name)
    if (!migration)
      throw new Error(
        `The database was written by a newer release (it has the change "${row.name}"). Start that release.`,
      )
    if (migration.hash !== row.hash)
      throw new Error(`The change "${row.name}" was edited after it was applied. Restore it and add a new one instead.`)
    known.delete(row.name)
  }
  for (const [index, migration] of [...known.values()].entries()) {
    onProgress(`Preparing the database: ${migration.name.replace(/^\d+_/, '')} (${index + 1} of ${known.size})`)
    await apply(db, migration, nowMs)
  }
}

async function apply(db: Db, migration: Migration, nowMs: number): Promise<void> {
  await transaction({ db }, async tx => {
    await tx.execute(sql`select pg_advisory_xact_lock(${lockKey})`)
    // Another process may have done it while this one waited for the lock.
    const done = rowsOf(await tx.execute(sql`select 1 from schema_migrations where name = ${migration.name}`))
    if (done.length > 0) return
    // A step over a large table takes longer than any statement of ours should.
    await tx.execute(sql`set local statement_timeout = 0`)
    for (const statement of migration.statements) await tx.execute(sql.raw(statement))
    await tx.execute(
      sql`insert into schema_migrations (name, hash, applied_at_ms) values (${migration.name}, ${migration.hash}, ${nowMs})`,
    )
  })
}
