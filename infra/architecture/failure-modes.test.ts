import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { errorCodes } from '@nightjar/shared/errors/codes.ts'
import { root } from './source-files.ts'

test('every error code has its row in the failure modes, and every row its code', () => {
  const text = readFileSync(join(root, 'docs', 'guide', 'failure-modes.md'), 'utf8')
  const rows = [...text.matchAll(/^\| `([a-z.-]+)` \|/gm)].map(match => match[1])
  assert.deepEqual(rows.toSorted(), Object.keys(errorCodes).toSorted())
})
