import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ContinuousTime, type Order } from './continuous-time.ts'
import { OffsetEstimator } from './offset-estimator.ts'

const at = (arrivedAtMs: number, order: Order = 'kept', offsetMs: number | null = null) => ({
  arrivedAtMs,
  order,
  offsetMs,
})

test('steady timestamps pass unchanged, with gaps as long as the silence was', () => {
  const time = new ContinuousTime(90_000)
  assert.deepEqual(
    [
      [1000, 0],
      [7000, 66],
      [907_000, 10_066],
    ].map(([ticks, ms]) => time.map(ticks!, at(ms!))),
    [1000, 7000, 907_000],
  )
  assert.equal(time.jumps, 0)
})

test('a leap in either direction goes on by what passed on our clock', () => {
  const time = new ContinuousTime(90_000)
  time.map(1000, at(0))
  assert.equal(time.map(900_000_000, at(100)), 10_000)
  assert.equal(time.map(900_006_000, at(166)), 16_000)
  assert.equal(time.map(899_900_000, at(266)), 25_000)
  assert.equal(time.jumps, 2)
})

test('some hundreds of ms into the future is a leap, unless that time has passed since the picture was sent', () => {
  const time = new ContinuousTime(90_000)
  for (let ms = 0; ms <= 1000; ms += 100) time.map(ms * 90, at(ms, 'kept', 0))
  assert.equal(time.map(1300 * 90, at(1100, 'kept', 0)), 1300 * 90)
  assert.equal(time.map(1800 * 90, at(1400, 'kept', 0)), 1600 * 90, 'nothing was held up: only 300 ms can have passed')
  assert.equal(time.jumps, 1)
  assert.equal(time.map(1900 * 90, at(9000, 'kept', 0)), 1700 * 90)
  assert.equal(time.map(7900 * 90, at(9000, 'kept', 0)), 7700 * 90, 'the network had stood for seven seconds')
  assert.equal(time.jumps, 1)
})

test('the next picture of a slow camera is no leap, however it comes', () => {
  const time = new ContinuousTime(90_000)
  for (let ms = 0; ms <= 20_000; ms += 2000)
    assert.equal(time.map(ms * 90, at(20_000 + ms / 2000, 'kept', 20_000)), ms * 90)
})

test('a timestamp behind the one before is put a little after it, and the timeline stays the camera’s', () => {
  const time = new ContinuousTime(90_000)
  const sent = [0, 40, 80, 160, 120, 200, 240]
  assert.deepEqual(
    sent.map((ms, i) => time.map(ms * 90, at(i * 40)) / 90),
    [0, 40, 80, 160, 180, 200, 240],
  )
  assert.equal(time.jumps, 0)
})

test('pictures sent out of order are no leap within the allowed distance', () => {
  const time = new ContinuousTime(90_000)
  const sent = [0, 18_000, 6000, 12_000, 36_000, 24_000]
  assert.deepEqual(
    sent.map((ticks, i) => time.map(ticks, at(i * 66, 'reordered'))),
    sent,
  )
})

test('a backlog after a stalled network is not taken for a leap', () => {
  const time = new ContinuousTime(90_000)
  time.map(0, at(0))
  for (let i = 1; i < 200; i++) assert.equal(time.map(i * 6000, at(13_000 + i)), i * 6000)
})

test('the offset is the least delay of the last seconds, so that queues do not count and drift does', () => {
  const estimator = new OffsetEstimator()
  assert.equal(estimator.offsetMs, null)
  for (let ms = 0; ms < 20_000; ms += 100) estimator.add(ms, ms + 40 + (ms % 700))
  assert.equal(estimator.offsetMs, 40)
  for (let ms = 20_000; ms < 30_000; ms += 100) estimator.add(ms, ms + 300)
  assert.equal(estimator.offsetMs, 40)
  assert.equal(estimator.excessMs, 260)
  for (let ms = 30_000; ms < 36_000; ms += 100) estimator.add(ms, ms + 300)
  assert.equal(estimator.offsetMs, 300)
})
