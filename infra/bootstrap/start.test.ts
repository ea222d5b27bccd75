import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { root } from '../verify/groups.ts'

const oldNode = 'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.1.0" } })'
const asOldNode = `--import=data:text/javascript,${encodeURIComponent(oldNode)}`

/** A repository with nothing but the bootstrap and an entry file that says its arguments. */
function bareRepository(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'bootstrap-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'infra', 'bootstrap'), { recursive: true })
  copyFileSync(join(import.meta.dirname, 'start.mjs'), join(folder, 'infra', 'bootstrap', 'start.mjs'))
  writeFileSync(
    join(folder, 'entry.ts'),
    'const given: string[] = process.argv.slice(1)\nprocess.stdout.write(given.join())\n',
  )
  return folder
}

function run(folder: string, nodeOptions: readonly string[], ...args: readonly string[]) {
  const start = join(folder, 'infra', 'bootstrap', 'start.mjs')
  return spawnSync(process.execPath, [...nodeOptions, start, ...args], { encoding: 'utf8' })
}

test('an entry file runs with its own arguments', t => {
  const folder = bareRepository(t)
  const { status, stdout } = run(folder, [], 'entry.ts', '--port', '7')
  assert.equal(status, 0)
  assert.equal(stdout, `${join(folder, 'entry.ts')},--port,7`)
})

test('an old Node hands over to the pinned one, whose exit code is its own', t => {
  const folder = bareRepository(t)
  const pinned = join(folder, 'node_modules', '.bin', 'node')
  mkdirSync(join(folder, 'node_modules', '.bin'), { recursive: true })
  writeFileSync(pinned, '#!/bin/sh\necho "pinned $@"\nexit 7\n')
  chmodSync(pinned, 0o755)
  const { status, stdout } = run(folder, [asOldNode], 'entry.ts', '--port', '7')
  assert.equal(status, 7)
  assert.equal(stdout, `pinned ${join(folder, 'entry.ts')} --port 7\n`)
})

test('an old Node without the pinned one says what to do', t => {
  const { status, stderr } = run(bareRepository(t), [asOldNode], 'entry.ts')
  assert.equal(status, 1)
  assert.match(stderr, /needs Node 24 or newer; this is 20\.1\.0\.\nRun "npm ci" first/)
})

test('a bench that is not there is refused with the names of those that are', () => {
  for (const args of [[], ['b2']]) {
    const { status, stderr } = run(root, [], 'infra/bench/main.ts', ...args)
    assert.equal(status, 1)
    assert.match(stderr, /b1, b7, b12, b14, soak, loss/)
  }
})
