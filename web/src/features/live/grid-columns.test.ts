import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bestColumns, widestTile } from './grid-columns.ts'

test('the grid makes the pictures as large as the screen allows', () => {
  assert.deepEqual(
    [1, 2, 3, 4, 6, 9, 16].map(tiles => bestColumns(tiles, 1440, 800)),
    [1, 2, 2, 2, 3, 3, 4],
  )
})

test('a phone shows one picture below the other', () => {
  assert.equal(bestColumns(9, 390, 700), 1)
})

test('the whole wall fits its height: tiles and the gaps between them', () => {
  for (const [tiles, columns, height] of [
    [1, 1, 800],
    [4, 2, 700],
    [9, 3, 813],
  ] as const) {
    const rows = Math.ceil(tiles / columns)
    const tileHeight = (widestTile(tiles, columns, height) * 9) / 16
    const wall = rows * tileHeight + (rows - 1) * 4
    assert.ok(wall <= height && wall > height - 2 * rows, `${tiles} tiles: ${wall} of ${height}`)
  }
})
