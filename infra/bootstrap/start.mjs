// Runs an entry file (its path from the root, then its arguments) with a Node that can: this one, or the pinned one.
// Plain JavaScript on purpose: it must run, and explain itself, on a Node that is too old for everything else.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const wanted = 24
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const [entry = '', ...args] = process.argv.slice(2)
const main = join(root, entry)

if (Number(process.versions.node.split('.')[0]) >= wanted) {
  // It finds its arguments where it would find them if it had been started itself.
  process.argv.splice(1, 2, main)
  await import(pathToFileURL(main).href)
} else {
  const pinned = join(root, 'node_modules', '.bin', 'node')
  if (!existsSync(pinned)) {
    process.stderr.write(
      `Nightjar needs Node ${wanted} or newer; this is ${process.versions.node}.\n` +
        'Run "npm ci" first: on Linux (x64 and arm64) it brings the right Node along. Elsewhere install Node 24.\n',
    )
    process.exit(1)
  }
  const child = spawn(pinned, [main, ...args], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}
