import { sql } from 'drizzle-orm'
import type { Db } from './client.ts'
import { isDatabaseDown, isExclusionViolation, sqlState } from './errors.ts'
import { rowsOf } from './rows.ts'
import { transaction } from './transaction.ts'

const name = 'ledger_entries_no_overlap'

/** btree_gist is a trusted extension: whoever may create in the database may create it. */
const extension = 'create extension if not exists btree_gist'

/**
 * No two entries of a camera over each other, but for evictions, held by the database itself: an exclusion constraint
 * over a GiST index (PostgreSQL 15, 5.4.6).
 * @param fromMs of entries that begin there or later; 0: of all.
 */
const constraint = (fromMs: number): string => `alter table ledger_entries add constraint ${name}
    exclude using gist (camera_id with =, int8range(from_ms, to_ms) with &&)
    where (state <> 'evicted' and from_ms >= ${fromMs})`

/** As a new database gets it. */
export const noOverlapStatements = [extension, constraint(0)] as const

/** As for migrations: any number that is the same in every release. */
const lockKey = 7_263_542

/** The index is built within the start up to here: half a million entries take minutes. */
const rowsMax = 50_000

interface Options {
  /** Wall time: where entries are many, or lie over each other already, the constraint is of those from here on. */
  readonly nowMs: number
  readonly rowsMax?: number
  /** Hears a sentence before anything is built. */
  readonly onProgress?: (sentence: string) => void
}

/**
 * Adds the constraint where it is not there. It is a second safeguard: the rule under the chain's row lock holds without
 * it, so that no start fails for want of it.
 * @returns null where the database holds it for all time; otherwise a sentence for the operator.
 */
export async function ensureNoOverlap(db: Db, options: Options): Promise<string | null> {
  const fromNowOn = Math.floor(options.nowMs)
  try {
    const known = await definition(db)
    if (known !== null) return told(known)
    options.onProgress?.('Preparing the database: ledger without overlap')
    const isLarge = await hasMoreThan(db, options.rowsMax ?? rowsMax)
    await add(db, isLarge ? fromNowOn : 0).catch(async error => {
      if (isLarge || !isExclusionViolation(error)) throw error
      await add(db, fromNowOn)
    })
    return told((await definition(db)) ?? '')
  } catch (error) {
    if (isDatabaseDown(error)) throw error
    return whyNot(error)
  }
}

const add = (db: Db, fromMs: number): Promise<void> =>
  transaction({ db }, async tx => {
    await tx.execute(sql`select pg_advisory_xact_lock(${lockKey})`)
    // Another process may have done it while this one waited for the lock.
    if ((await definition(tx)) !== null) return
    await tx.execute(sql`set local statement_timeout = 0`)
    for (const statement of [extension, constraint(fromMs)]) await tx.execute(sql.raw(statement))
  })

const hasMoreThan = async (db: Db, rows: number): Promise<boolean> =>
  rowsOf(await db.execute(sql`select 1 from ledger_entries limit 1 offset ${rows}`)).length > 0

/** As the database writes it; null where it is not there. */
async function definition(db: Pick<Db, 'execute'>): Promise<string | null> {
  const [row] = rowsOf<{ text: string }>(
    await db.execute(
      sql`select pg_get_constraintdef(oid) as text from pg_constraint
        where conname = ${name} and conrelid = 'ledger_entries'::regclass`,
    ),
  )
  return row?.text ?? null
}

const alone = 'the control plane alone keeps entries of the ledger from lying over each other'

function told(definitionText: string): string | null {
  const fromMs = Number(/from_ms >= \(?'?(\d+)/.exec(definitionText)?.[1] ?? 0)
  return fromMs === 0 ? null : `Before ${new Date(fromMs).toISOString()} ${alone}; from then on the database does too.`
}

function whyNot(error: unknown): string {
  if (['42501', '0A000', '58P01'].includes(sqlState(error) ?? ''))
    return `For all time ${alone}. Have the database's administrator run "create extension btree_gist" in it, then start again.`
  return `For all time ${alone}: the database refused the constraint (${sqlState(error) ?? 'no SQLSTATE'}).`
}
