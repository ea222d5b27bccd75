import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LossMeter } from './loss-meter.ts'

/** A meter that is told each second of a hundred packets of which so many were lost. */
function stream() {
  const meter = new LossMeter()
  let second = 0
  let received = 0
  let lost = 0
  const seconds = (count: number, lostPerSecond: (second: number) => number) => {
    for (let i = 0; i < count; i++) {
      lost += lostPerSecond(second)
      received += 100 - lostPerSecond(second)
      second++
      meter.add(received, lost, second * 1000)
    }
  }
  return { meter, seconds, nowMs: () => second * 1000 }
}

test('two percent of loss is said with its figure after a quarter of a minute, not at once', () => {
  const { meter, seconds, nowMs } = stream()
  seconds(13, () => 2)
  assert.equal(meter.heavyPercent, null)
  seconds(3, () => 2)
  assert.equal(meter.heavyPercent, 2)
  seconds(60, () => 2)
  assert.equal(meter.heavyPercent, 2)
  assert.ok(meter.heavyForMs(nowMs()) >= 60_000)
})

test('it goes away by itself a minute after the loss has ended', () => {
  const { meter, seconds, nowMs } = stream()
  seconds(30, () => 2)
  seconds(61, () => 0)
  assert.equal(meter.heavyPercent, null)
  assert.equal(meter.heavyForMs(nowMs()), 0)
})

test('between a quarter and half a percent it stays what it was', () => {
  const rising = stream()
  rising.seconds(120, second => (second % 5 === 0 ? 2 : 0))
  assert.equal(rising.meter.heavyPercent, null, '0.4 % is not heavy yet')
  rising.seconds(60, () => 1)
  assert.equal(rising.meter.heavyPercent, 1)
  rising.seconds(120, second => (second % 5 === 0 ? 2 : 0))
  assert.equal(rising.meter.heavyPercent, 0.4, '0.4 % is not over yet')
  rising.seconds(60, second => (second % 10 === 0 ? 2 : 0))
  assert.equal(rising.meter.heavyPercent, null)
})

test('a lost packet or two of a quiet camera is no state', () => {
  const meter = new LossMeter()
  for (let second = 1; second < 60; second++) meter.add(second * 3, second > 20 ? 2 : 0, second * 1000)
  assert.equal(meter.heavyPercent, null)
})
