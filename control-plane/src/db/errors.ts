interface PostgresError {
  readonly code: string
  readonly constraint?: string
}

/** The database's own error inside the query builder's wrapper; null where it is something else. */
function postgresError(error: unknown): PostgresError | null {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ('code' in current && typeof current.code === 'string' && /^[0-9A-Z]{5}$/.test(current.code)) {
      return current as Error & PostgresError
    }
  }
  return null
}

/** SQLSTATE, e.g. `23505`; undefined where the database did not answer with an error. */
export const sqlState = (error: unknown): string | undefined => postgresError(error)?.code

/** True where a row with the same key was there before. */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  const found = postgresError(error)
  return found?.code === '23505' && found.constraint === constraint
}

/** True where a row lies over another against an exclusion constraint. */
export const isExclusionViolation = (error: unknown): boolean => sqlState(error) === '23P01'

/** Connection refused, lost, or the server is starting or stopping (class 08 and 57P0x). */
export function isDatabaseDown(error: unknown): boolean {
  const state = sqlState(error)
  if (state) return state.startsWith('08') || state.startsWith('57P0') || state === '53300'
  for (let current = error; current instanceof Error; current = current.cause) {
    if (/ECONNREFUSED|ECONNRESET|ENOTFOUND|EPIPE|ETIMEDOUT/.test(('code' in current && String(current.code)) || ''))
      return true
    if (/connection (terminated|timeout)|timeout exceeded when trying to connect/i.test(current.message)) return true
  }
  return false
}

/** NUL in a text or in JSON: PostgreSQL keeps every other character, and no caller needs this one. */
export function isUnstorableText(error: unknown): boolean {
  const state = sqlState(error)
  return state === '22021' || state === '22P05'
}
