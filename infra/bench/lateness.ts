import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The longest time for which any of the folders has not grown, s: bytes come to the disk in pieces, so it is never
 * below the length of a piece. Folders without a file yet are left out.
 */
export function longestSilence(folders: readonly string[], nowMs: number): number {
  const silences = folders.map(folder => {
    const files = filesIn(folder)
    const newest = files.reduce((last, name) => Math.max(last, grownAt(join(folder, name))), 0)
    return newest === 0 ? 0 : (nowMs - newest) / 1000
  })
  return Math.max(0, ...silences)
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter(name => name.endsWith('.mp4'))
  } catch {
    return []
  }
}

function grownAt(path: string): number {
  try {
    return statSync(path).mtimeMs
  } catch {
    return 0
  }
}
