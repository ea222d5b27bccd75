import { DatabaseSync } from 'node:sqlite'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { upgradeSteps } from './schema.ts'

/** The connection, with transactions that may stand inside each other: only the outermost commits. */
export interface Database {
  readonly sql: DatabaseSync
  transaction<T>(work: () => T): T
}

/** @throws AppError index.damaged where the file is no intact database, or one of a later version. */
export function openDatabase(path: string): Database {
  const sql = new DatabaseSync(path)
  try {
    sql.exec('PRAGMA journal_mode = WAL')
    // FULL: a transaction that was reported as committed survives a power cut, not only a crash of the process.
    sql.exec('PRAGMA synchronous = FULL')
    sql.exec('PRAGMA foreign_keys = ON')
    sql.exec('PRAGMA busy_timeout = 5000')
    checkIntact(sql)
    const database = withTransactions(sql)
    upgrade(database)
    return database
  } catch (error) {
    sql.close()
    if (error instanceof AppError) throw error
    throw new AppError('index.damaged', {
      detail: error instanceof Error ? error.message : String(error),
      cause: error,
    })
  }
}

function checkIntact(sql: DatabaseSync): void {
  const verdict = sql.prepare('PRAGMA quick_check(1)').get() as { quick_check: string }
  if (verdict.quick_check !== 'ok') throw new AppError('index.damaged', { detail: verdict.quick_check })
}

function upgrade(database: Database): void {
  const { user_version: version } = database.sql.prepare('PRAGMA user_version').get() as { user_version: number }
  if (version > upgradeSteps.length)
    throw new AppError('index.damaged', { detail: `made by a later version: ${version}` })
  for (let step = version; step < upgradeSteps.length; step++) {
    database.transaction(() => {
      database.sql.exec(upgradeSteps[step]!)
      database.sql.exec(`PRAGMA user_version = ${step + 1}`)
    })
  }
}

export function withTransactions(sql: DatabaseSync): Database {
  let depth = 0
  return {
    sql,
    transaction(work) {
      if (depth > 0) return work()
      sql.exec('BEGIN IMMEDIATE')
      depth++
      try {
        const result = work()
        sql.exec('COMMIT')
        return result
      } catch (error) {
        // SQLite has rolled back by itself after some failures, such as a full disk.
        if (sql.isTransaction) sql.exec('ROLLBACK')
        throw mapped(error)
      } finally {
        depth--
      }
    },
  }
}

/** SQLite's primary result codes (https://sqlite.org/rescode.html) that speak of the disk; the rest is our own fault. */
const resultCodes = { ioError: 10, full: 13 } as const

function mapped(error: unknown): unknown {
  const { errcode } = error as { errcode?: unknown }
  const primary = typeof errcode === 'number' ? errcode & 0xff : null
  if (primary === resultCodes.full) return new AppError('disk.full', { detail: 'the index cannot grow', cause: error })
  if (primary === resultCodes.ioError) return new AppError('disk.fault', { detail: 'the index fails', cause: error })
  return error
}
