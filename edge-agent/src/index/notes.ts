import type { Database } from './database.ts'

/** Small facts of the agent itself, such as the time of the last clean stop. */
export interface Notes {
  note(key: string): string | null
  setNote(key: string, value: string | null): void
}

export function createNotes({ sql }: Database): Notes {
  const get = sql.prepare('SELECT value FROM note WHERE key = ?')
  const set = sql.prepare('INSERT OR REPLACE INTO note VALUES (?, ?)')
  const remove = sql.prepare('DELETE FROM note WHERE key = ?')
  return {
    note: key => (get.get(key) as { value: string } | undefined)?.value ?? null,
    setNote(key, value) {
      if (value === null) remove.run(key)
      else set.run(key, value)
    },
  }
}
