import type { Database } from './database.ts'
import type { CommandStore } from './segment-index.ts'

export function createCommandStore({ sql }: Database): CommandStore {
  const seen = sql.prepare('SELECT 1 FROM command WHERE id = ?')
  const remember = sql.prepare('INSERT OR REPLACE INTO command VALUES (?, ?)')
  const forget = sql.prepare('DELETE FROM command WHERE until_ms < ?')
  return {
    commandSeen: id => seen.get(id) !== undefined,
    rememberCommand(id, untilMs, nowMs) {
      forget.run(Math.floor(nowMs))
      remember.run(id, Math.ceil(untilMs))
    },
  }
}
