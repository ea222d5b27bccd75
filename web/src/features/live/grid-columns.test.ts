import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bestColumns } from './grid-columns.ts'

test('the grid makes the pictures as large as the screen allows', () => {
  assert.deepEqual(
    [1, 2, 3, 4, 6, 9, 16].map(tiles => bestColumns(tiles, 1440, 800)),
    [1, 2, 2, 2, 3, 3, 4],
  )
})

test('a phone shows one picture below the other', () => {
  assert.equal(bestColumns(9, 390, 700), 1)
})
