// Plain JavaScript on purpose: `npm test` must be able to say so when Node is too old for the rest.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

if (Number(process.versions.node.split('.')[0]) < 24) {
  const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
  const hint = existsSync(join(root, 'node_modules'))
    ? 'Run it as "npm test", which uses the pinned Node.'
    : 'Run "npm ci" first.'
  process.stderr.write(`The tests need Node 24 or newer; this is ${process.versions.node}. ${hint}\n`)
  process.exit(1)
}
await import('./main.ts')
