import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { cameraCodes } from '@nightjar/shared/errors/camera-codes.ts'
import { errorCodes } from '@nightjar/shared/errors/codes.ts'
import { isLedgerCause } from '@nightjar/shared/records/causes.ts'
import { root, sourceFiles, withoutComments } from './source-files.ts'

const inCapture = sourceFiles()
  .filter(file => /^edge-agent\/src\/(capture|camera-access)\//.test(file.path) && !file.isTest)
  .flatMap(file => [...withoutComments(file.text).matchAll(/'(camera\.[a-z-]+)'/g)].map(match => match[1]!))

test('whatever capture ends with has its words in the one table, and the ledger takes it as a cause', () => {
  assert.ok(inCapture.length > 15)
  const unknown = new Set(inCapture.filter(code => !Object.hasOwn(cameraCodes, code) || !isLedgerCause(code)))
  assert.deepEqual([...unknown], [])
})

test('every camera code is in that table, and no two are said in the same words', () => {
  const codes = Object.keys(errorCodes).filter(code => code.startsWith('camera.'))
  assert.deepEqual(codes.toSorted(), Object.keys(cameraCodes).toSorted())
  const titles = Object.values(cameraCodes).map(({ title }) => title)
  assert.equal(new Set(titles).size, titles.length)
})

test('the documents have the words of every code', () => {
  const page = readFileSync(join(root, 'docs', 'ref', 'camera-states.md'), 'utf8')
  for (const [code, { title, remedy }] of Object.entries(cameraCodes))
    assert.ok(page.includes(`| \`${code}\` | ${title} | ${remedy} |`), code)
})
