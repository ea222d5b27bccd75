import { execFile } from 'node:child_process'
import { chown, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { requireBinary } from './binaries.ts'

export const runFile = promisify(execFile)

/** A command as it is to be run: as itself, or through setpriv as another user where we are root. */
export type Wrap = (command: string, args: readonly string[]) => readonly [string, string[]]

/** Some servers refuse to run as root: as root we become `user` (which Debian's package created). */
export async function asUser(user: string): Promise<{ wrap: Wrap; folder(prefix: string): Promise<string> }> {
  const folder = (prefix: string): Promise<string> => mkdtemp(join(tmpdir(), prefix))
  if (process.getuid?.() !== 0) return { wrap: (command, args) => [command, [...args]], folder }
  const setpriv = requireBinary('setpriv', 'util-linux')
  const [uid, gid] = await Promise.all([id('-u', user), id('-g', user)])
  return {
    wrap: (command, args) => [setpriv, [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', command, ...args]],
    async folder(prefix) {
      const path = await folder(prefix)
      await chown(path, uid, gid)
      return path
    },
  }
}

async function id(flag: string, user: string): Promise<number> {
  const { stdout } = await runFile('id', [flag, user])
  return Number(stdout.trim())
}
