import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { killRunning } from './test-file.ts'

/** A folder for everything that one run leaves on disk; a signal ends the run and removes it. Removing it otherwise is the caller's. */
export function openRunFolder(): string {
  // Short, for the sockets in it: a path of one may have 107 bytes. Other users' servers must get through it.
  const folder = mkdtempSync(join(tmpdir(), 'nj-'))
  chmodSync(folder, 0o755)
  process.env.NIGHTJAR_TEST_CACHE ??= folder
  // Hundreds of processes load the same modules: compiled once for the run, which saves a fifth of the time.
  process.env.NODE_COMPILE_CACHE ??= join(folder, 'compiled')
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      killRunning()
      rmSync(folder, { recursive: true, force: true })
      process.exit(1)
    })
  }
  return folder
}
