import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Builds the web app when it was never built or something it is made of is newer. @throws Error with the build's own words. */
export async function prepareWeb(root: string, say: (line: string) => void): Promise<void> {
  const built = join(root, 'web', 'dist', 'index.html')
  if (existsSync(built)) {
    const builtAt = (await stat(built)).mtimeMs
    const sources = [join(root, 'web', 'src'), join(root, 'shared', 'src')]
    const newest = Math.max(
      (await stat(join(root, 'web', 'index.html'))).mtimeMs,
      ...(await Promise.all(sources.map(newestIn))),
    )
    if (newest < builtAt) return
  }
  say('Building the web app (once, about half a minute) ...')
  const lines: string[] = []
  const child = spawn(
    process.execPath,
    [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'],
    {
      cwd: join(root, 'web'),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => lines.push(String(chunk)))
  const code = await new Promise<number | null>(resolve => child.once('close', resolve))
  if (code !== 0) throw new Error(`The web app could not be built:\n${lines.join('').slice(-2000)}`)
}

async function newestIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const times = await Promise.all(
    entries
      .filter(entry => entry.isFile())
      .map(async entry => (await stat(join(entry.parentPath, entry.name))).mtimeMs),
  )
  return Math.max(0, ...times)
}
