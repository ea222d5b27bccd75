import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeG711 } from './g711.ts'

test('the anchor values of G.711 come out: silence, and the loudest sample of either sign', () => {
  const mu = decodeG711('pcmu', new Uint8Array([0xff, 0x7f, 0x80, 0x00]))
  assert.deepEqual(
    [...mu].map(sample => Math.round(sample * 32768) + 0),
    [0, 0, 32124, -32124],
  )
  const a = decodeG711('pcma', new Uint8Array([0xd5, 0x55, 0xaa, 0x2a]))
  assert.deepEqual(
    [...a].map(sample => Math.round(sample * 32768) + 0),
    [8, -8, 32256, -32256],
  )
})
