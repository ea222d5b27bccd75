import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from './groups.ts'
import { longRuns } from './long-runs.ts'

function long(environment: Readonly<Record<string, string>>, ...names: readonly string[]) {
  const { NODE_TEST_CONTEXT: _, ...own } = process.env
  const script = join(import.meta.dirname, 'long.ts')
  return spawnSync(process.execPath, [script, ...names], { encoding: 'utf8', env: { ...own, ...environment } })
}

test('every long run is of a file that reads its size from the variable', () => {
  for (const { file, variable } of longRuns) {
    assert.match(readFileSync(join(root, file), 'utf8'), new RegExp(`process\\.env\\.${variable}\\b`), file)
  }
})

test('a run prints its figures and closes with the counts; the size from outside wins', { timeout: 120_000 }, () => {
  const { status, stdout } = long({ NIGHTJAR_SEEDS: '3' }, 'simulation')
  assert.match(stdout, /NIGHTJAR_SEEDS=3\n/)
  assert.match(stdout, /3 seeds, \d+ lives, \d+ crashes/)
  assert.match(stdout, /\n2 passed, 0 failed\n$/)
  assert.equal(status, 0)
})

test('a run that is not there is refused with the names of those that are', () => {
  const { status, stdout } = long({}, 'simulations')
  assert.equal(status, 1)
  assert.match(stdout, /no long run "simulations"; there are: simulation, kills, backlog, floods\./)
})
