import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { hashedMachineId } from './machine-id.ts'

test('the id of a machine never gets out, and is another for each key; none where there is none', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'nightjar-machine-'))
  t.after(() => rm(folder, { recursive: true }))
  const path = join(folder, 'machine-id')
  assert.equal(await hashedMachineId('agent', path), null)
  await writeFile(path, '\n')
  assert.equal(await hashedMachineId('agent', path), null)
  await writeFile(path, 'c0ffee00c0ffee00c0ffee00c0ffee00\n')
  const hash = await hashedMachineId('agent', path)
  assert.match(hash ?? '', /^[0-9a-f]{64}$/)
  assert.ok(!hash?.includes('c0ffee'))
  assert.equal(await hashedMachineId('agent', path), hash)
  assert.notEqual(await hashedMachineId('other', path), hash)
})
