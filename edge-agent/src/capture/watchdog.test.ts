import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Watchdog } from './watchdog.ts'

test('a camera whose media time stands still for ten seconds has stalled, whatever it sends', () => {
  const watchdog = new Watchdog(0)
  for (let second = 1; second <= 20; second++) assert.equal(watchdog.isStalled(second * 90_000, second * 1000), false)
  for (let second = 21; second <= 30; second++) assert.equal(watchdog.isStalled(20 * 90_000, second * 1000), false)
  assert.equal(watchdog.isStalled(20 * 90_000, 30_500), true)
})

test('a camera that never sends anything has stalled after ten seconds', () => {
  const watchdog = new Watchdog(0)
  assert.equal(watchdog.isStalled(null, 10_000), false)
  assert.equal(watchdog.isStalled(null, 10_001), true)
})

test('a slow camera is given five of its own intervals', () => {
  const watchdog = new Watchdog(0)
  assert.equal(watchdog.isStalled(1, 1000), false)
  assert.equal(watchdog.isStalled(2, 5000), false)
  assert.equal(watchdog.isStalled(2, 24_000), false)
  assert.equal(watchdog.isStalled(2, 25_001), true)
})

test('a minute without a keyframe is waited for, an endless one is not (F19)', () => {
  const watchdog = new Watchdog(0)
  for (let second = 1; second <= 150; second++) assert.equal(watchdog.isStalled(second, second * 1000), false)
  assert.equal(watchdog.isStalled(151, 151_000), true)
  watchdog.picture(151_000)
  assert.equal(watchdog.isStalled(152, 152_000), false)
})

test('pictures whose timestamps stand still are a sign of life, until they end', () => {
  const watchdog = new Watchdog(0)
  for (let second = 1; second <= 300; second++) {
    watchdog.picture(second * 1000)
    assert.equal(watchdog.isStalled(90_000, second * 1000), false)
  }
  assert.equal(watchdog.isStalled(90_000, 310_000), false)
  assert.equal(watchdog.isStalled(90_000, 310_500), true)
})
