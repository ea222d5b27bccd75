import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ContinuousTime } from './continuous-time.ts'
import { OffsetEstimator } from './offset-estimator.ts'

test('steady timestamps pass unchanged, with gaps as long as the silence was', () => {
  const time = new ContinuousTime(90_000)
  assert.deepEqual(
    [
      [1000, 0],
      [7000, 66],
      [907_000, 10_066],
    ].map(([ticks, at]) => time.map(ticks!, at!, 0)),
    [1000, 7000, 907_000],
  )
  assert.equal(time.jumps, 0)
})

test('a leap in either direction goes on by what passed on our clock', () => {
  const time = new ContinuousTime(90_000)
  time.map(1000, 0, 0)
  assert.equal(time.map(900_000_000, 100, 0), 10_000)
  assert.equal(time.map(900_006_000, 166, 0), 16_000)
  assert.equal(time.map(900_000_000, 266, 0), 25_000)
  assert.equal(time.jumps, 2)
})

test('pictures sent out of order are no leap within the allowed distance', () => {
  const time = new ContinuousTime(90_000)
  const sent = [0, 18_000, 6000, 12_000, 36_000, 24_000]
  assert.deepEqual(
    sent.map((ticks, i) => time.map(ticks, i * 66, 1000)),
    sent,
  )
})

test('a backlog after a stalled network is not taken for a leap', () => {
  const time = new ContinuousTime(90_000)
  time.map(0, 0, 0)
  for (let i = 1; i < 200; i++) assert.equal(time.map(i * 6000, 13_000 + i, 0), i * 6000)
})

test('the offset is the least delay of the last seconds, so that queues do not count and drift does', () => {
  const estimator = new OffsetEstimator()
  assert.equal(estimator.offsetMs, null)
  for (let ms = 0; ms < 20_000; ms += 100) estimator.add(ms, ms + 40 + (ms % 700))
  assert.equal(estimator.offsetMs, 40)
  for (let ms = 20_000; ms < 35_000; ms += 100) estimator.add(ms, ms + 300)
  assert.equal(estimator.offsetMs, 300)
})
