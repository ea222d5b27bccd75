import assert from 'node:assert/strict'
import { test } from 'node:test'
import { afterSelect, readAddress } from './timeline-address.ts'

test('a link names cameras and a moment, and nonsense in it is left out', () => {
  assert.deepEqual(readAddress({ camera: 'a,b,,a', t: '2026-11-20T12:00:00Z' }), {
    cameras: ['a', 'b'],
    atMs: Date.UTC(2026, 10, 20, 12),
  })
  assert.deepEqual(readAddress({ t: 'yesterday' }), { cameras: [], atMs: null })
})

test('there is always one camera on the screen and never more than four', () => {
  assert.deepEqual(afterSelect(['a'], 'b', false), ['b'])
  assert.deepEqual(afterSelect(['a'], 'b', true), ['a', 'b'])
  assert.deepEqual(afterSelect(['a', 'b'], 'a', true), ['b'])
  assert.deepEqual(afterSelect(['a'], 'a', true), ['a'])
  assert.deepEqual(afterSelect(['a', 'b', 'c', 'd'], 'e', true), ['b', 'c', 'd', 'e'])
})
