import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testPicture } from '../testing/packets.ts'
import { GroupCache } from './group-cache.ts'

const packet = (kind: 'video' | 'audio', keyframe: boolean, byteLength = 10) =>
  testPicture({ kind, keyframe, byteLength })

test('keeps from the last keyframe on, sound included, and nothing before the first', () => {
  const cache = new GroupCache(1000)
  cache.add(packet('audio', true))
  cache.add(packet('video', false))
  assert.equal(cache.packets.length, 0)
  const key = packet('video', true)
  cache.add(packet('video', true))
  cache.add(key)
  cache.add(packet('audio', true))
  cache.add(packet('video', false))
  assert.deepEqual(
    cache.packets.map(p => p.kind),
    ['video', 'audio', 'video'],
  )
  assert.equal(cache.packets[0], key)
})

test('never holds more than its bound, and starts again with the next keyframe', () => {
  const cache = new GroupCache(100)
  cache.add(packet('video', true))
  for (let i = 0; i < 50; i++) {
    cache.add(packet('video', false))
    assert.ok(cache.bytes <= 100)
  }
  assert.equal(cache.packets.length, 0)
  cache.add(packet('video', true))
  assert.equal(cache.packets.length, 1)
})
