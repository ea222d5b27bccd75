import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { pages } from '../docs/pages.ts'
import { repositoryFiles, root } from './source-files.ts'

test('the reference pages say what the code says now; `npm run docs` writes them', () => {
  for (const [path, text] of pages()) {
    const there = existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : ''
    assert.equal(there, text, `${path} is stale`)
  }
})

test('nothing in docs/ref is written by hand', () => {
  const found = repositoryFiles().filter(path => path.startsWith('docs/ref/') && existsSync(join(root, path)))
  assert.deepEqual(found.toSorted(), [...pages().keys()].toSorted())
})
