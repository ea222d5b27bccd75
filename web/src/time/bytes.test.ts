import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatBitRate, formatBytes } from './bytes.ts'

test('sizes have decimal units, one place below a hundred and none above', () => {
  assert.deepEqual([0, 999, 1000, 1_500_000, 99_400_000, 123_456_789, 4.2e12].map(formatBytes), [
    '0 B',
    '999 B',
    '1.0 kB',
    '1.5 MB',
    '99.4 MB',
    '123 MB',
    '4.2 TB',
  ])
})

test('a size that rounds to a thousand takes the next unit, and the last unit takes everything', () => {
  assert.equal(formatBytes(999_600), '1.0 MB')
  assert.equal(formatBytes(12e18), '12000 PB')
})

test('bit rates are in kbit/s below a megabit', () => {
  assert.equal(formatBitRate(2_449_000), '2.4 Mbit/s')
  assert.equal(formatBitRate(640_000), '640 kbit/s')
})
