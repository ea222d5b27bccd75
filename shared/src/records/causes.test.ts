import assert from 'node:assert/strict'
import { test } from 'node:test'
import { causeSchema, isLedgerCause, ledgerCauses } from './causes.ts'

test('every cause is spelled as a cause, and there is one of each', () => {
  for (const cause of ledgerCauses) assert.equal(causeSchema.parse(cause), cause)
  assert.equal(new Set(ledgerCauses).size, ledgerCauses.length)
})

test('free text is no cause; a code that is not known yet is one, and is not known', () => {
  for (const text of ['', 'Camera down', 'camera.', '.down', 'camera.down!', '<b>', 'a.b.c', 'camera.Unreachable'])
    assert.equal(causeSchema.safeParse(text).success, false, text)
  assert.equal(causeSchema.parse('camera.melted'), 'camera.melted')
  assert.equal(isLedgerCause('camera.melted'), false)
  assert.equal(isLedgerCause('camera.unreachable'), true)
})
