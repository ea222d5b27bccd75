import { readFile, rename, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'

const markSchema = z.object({ id: z.string(), host: z.string(), pid: z.int().min(1) })

/**
 * Leaves the mark of this process in the data folder, under a name of its part.
 * @returns the id of whoever left one before and surely runs no more; null where there was none, or it may still run:
 *   on another machine, or because its number belongs to some process.
 */
export async function replaceMark(folder: string, name: string, id: string): Promise<string | null> {
  const path = join(folder, name)
  const earlier = await readMark(path)
  const mark = { id, host: hostname(), pid: process.pid }
  await writeFile(`${path}.next`, `${JSON.stringify(mark)}\n`, { mode: 0o600 })
  await rename(`${path}.next`, path)
  return earlier && earlier.host === mark.host && !isRunning(earlier.pid) ? earlier.id : null
}

/** One that was cut short says nothing, as if there were none. */
async function readMark(path: string): Promise<z.infer<typeof markSchema> | null> {
  try {
    return markSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return null
  }
}

/** A container begins again with the same number: it is ours, so it is not theirs any more. */
function isRunning(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
