// Plain JavaScript on purpose: it must run, and explain itself, on a Node that is too old for everything else.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const main = join(root, 'infra', 'all-in-one', 'main.ts')
const wanted = 24

if (Number(process.versions.node.split('.')[0]) >= wanted) {
  await import(main)
} else {
  const pinned = join(root, 'node_modules', '.bin', 'node')
  if (!existsSync(pinned)) {
    process.stderr.write(
      `Nightjar needs Node ${wanted} or newer; this is ${process.versions.node}.\n` +
        'Run "npm ci" first: on Linux (x64 and arm64) it brings the right Node along. Elsewhere install Node 24.\n',
    )
    process.exit(1)
  }
  const child = spawn(pinned, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}
