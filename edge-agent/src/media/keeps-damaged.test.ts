import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keepsDamaged } from './keeps-damaged.ts'

test('damaged pictures are kept unless somebody switched it off, and never for a control plane that cannot count them', () => {
  assert.equal(keepsDamaged(null), true)
  assert.equal(keepsDamaged({ keepDamaged: true }), true)
  assert.equal(keepsDamaged({ keepDamaged: false }), false)
  assert.equal(keepsDamaged(undefined), false)
})
