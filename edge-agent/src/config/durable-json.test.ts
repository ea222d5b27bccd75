import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { z } from 'zod'
import { createLog } from '../platform/log.ts'
import { durableJson } from './durable-json.ts'

const log = createLog({ level: 'silent', role: 'test' })

test('what was written is read back, by the next run too; what cannot be read counts as none', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'nightjar-json-'))
  t.after(() => rm(folder, { recursive: true }))
  const open = () => durableJson(folder, 'some.json', z.object({ value: z.string() }), log)
  assert.equal(await open().read(), null)
  await open().write({ value: 'one' })
  await open().write({ value: 'two' })
  assert.deepEqual(await open().read(), { value: 'two' })
  assert.deepEqual(await readdir(folder), ['some.json'])
  for (const text of ['', '{"value":', '{"value":1}', 'null']) {
    await writeFile(join(folder, 'some.json'), text)
    assert.equal(await open().read(), null, text)
  }
})
