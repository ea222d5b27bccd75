import { sql } from 'drizzle-orm'
import type { Db } from './client.ts'
import { isDatabaseDown, isExclusionViolation, sqlState } from './errors.ts'
import { rowsOf } from './rows.ts'
import { transaction } from './transaction.ts'

const name = 'ledger_entries_no_overlap'

/**
 * No two entries of a camera over each other, but for evictions, held by the database itself: an exclusion constraint
 * over a GiST index (PostgreSQL 15, 5.4.6). btree_gist is a trusted extension: whoever may create in the database may
 * create it.
 */
export const noOverlapStatements = [
  'create extension if not exists btree_gist',
  `alter table ledger_entries add constraint ${name}
    exclude using gist (camera_id with =, int8range(from_ms, to_ms) with &&) where (state <> 'evicted')`,
] as const

/** As for migrations: any number that is the same in every release. */
const lockKey = 7_263_542

/**
 * Adds the constraint where it is not there. It is a second safeguard: the rule under the chain's row lock holds without
 * it, so that no start fails for want of it.
 * @param onProgress hears a sentence before the index is built: about a second for 200 000 entries.
 * @returns null where the database holds it; otherwise a sentence for the operator.
 */
export async function ensureNoOverlap(
  db: Db,
  onProgress: (sentence: string) => void = () => undefined,
): Promise<string | null> {
  try {
    if (await isThere(db)) return null
    onProgress('Preparing the database: ledger without overlap')
    await transaction({ db }, async tx => {
      await tx.execute(sql`select pg_advisory_xact_lock(${lockKey})`)
      // Another process may have done it while this one waited for the lock.
      if (await isThere(tx)) return
      await tx.execute(sql`set local statement_timeout = 0`)
      for (const statement of noOverlapStatements) await tx.execute(sql.raw(statement))
    })
    return null
  } catch (error) {
    if (isDatabaseDown(error)) throw error
    return whyNot(error)
  }
}

const isThere = async (db: Pick<Db, 'execute'>): Promise<boolean> =>
  rowsOf(
    await db.execute(
      sql`select 1 from pg_constraint where conname = ${name} and conrelid = 'ledger_entries'::regclass and convalidated`,
    ),
  ).length > 0

function whyNot(error: unknown): string {
  const rest = 'The control plane alone keeps entries of the ledger from lying over each other.'
  if (isExclusionViolation(error)) return `${rest} Entries from before this release do, so the database cannot.`
  if (['42501', '0A000', '58P01'].includes(sqlState(error) ?? ''))
    return `${rest} Have the database's administrator run "create extension btree_gist" in it, then start again.`
  return `${rest} The database refused the constraint (${sqlState(error) ?? 'no SQLSTATE'}).`
}
