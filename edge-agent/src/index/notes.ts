import type { Database } from './database.ts'
import type { SegmentIndex } from './segment-index.ts'

export type Notes = Pick<SegmentIndex, 'note' | 'setNote'>

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
