import { chmod, mkdir, readFile, rename, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tightenFolder } from '@nightjar/shared/platform/tighten-folder.ts'
import { folderFiles } from './folder-files.ts'
import { type Random, randomToken } from './random.ts'

/**
 * Makes the folder, or closes one that is open to others.
 * @returns sentences where that cannot be. @throws Error with a sentence where it cannot be made or written to.
 */
export async function openDataFolder(folder: string): Promise<string[]> {
  const probe = join(folder, `.write-test-${process.pid}`)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const warnings = await tightenFolder(folder, folderFiles)
    await writeFile(probe, '')
    await unlink(probe)
    return warnings
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    throw new Error(
      `The data folder ${folder} cannot be written to${reason}. Give this user the right to write there, or choose another with NIGHTJAR_DATA_DIR.`,
    )
  }
}

/**
 * Makes a folder that other users of the machine cannot enter, also where it was there before. The embedded database
 * gives its files to everybody, whatever the umask says, so its folder has to hold.
 */
export async function privateFolder(path: string): Promise<string> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  await chmod(path, 0o700)
  return path
}

/** A secret that is made at the first start and kept in a file that only this user can read. */
export async function keptSecret(folder: string, name: string, random: Random): Promise<string> {
  const path = join(folder, name)
  const found = await readFile(path, 'utf8').catch(() => null)
  if (found?.trim()) return found.trim()
  const secret = randomToken(random)
  await writeFile(`${path}.next`, `${secret}\n`, { mode: 0o600, flush: true })
  await chmod(`${path}.next`, 0o600)
  await rename(`${path}.next`, path)
  return secret
}
