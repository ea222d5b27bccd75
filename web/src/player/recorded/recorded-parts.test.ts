import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Segment } from '@nightjar/shared/api/recording.ts'
import fc from 'fast-check'
import { joinBytes } from '../join-bytes.ts'
import { AskPace } from './ask-pace.ts'
import { bufferedAt, secondsAhead } from './buffered.ts'
import { followRate } from './follow-rate.ts'
import { playableType } from './playable-type.ts'
import { RunTimes } from './run-times.ts'

const ranges = (...list: [number, number][]): TimeRanges => ({
  length: list.length,
  start: index => list[index]![0],
  end: index => list[index]![1],
})

test('a moment is found in what is loaded; one just before a stretch is its beginning', () => {
  const buffered = ranges([10, 20], [30, 40])
  assert.equal(bufferedAt(buffered, 15), 15)
  assert.equal(bufferedAt(buffered, 29.5), 30)
  for (const outside of [9, 20, 25, 40]) assert.equal(bufferedAt(buffered, outside), null)
})

test('what lies ahead ends at the first hole that is one', () => {
  const ahead = (currentTime: number, ...list: [number, number][]) =>
    secondsAhead({ buffered: ranges(...list), currentTime })
  assert.equal(ahead(12, [10, 20], [20.2, 30], [31, 40]), 18)
  assert.equal(ahead(5, [10, 20]), 0)
  assert.equal(ahead(25, [10, 20]), 0)
})

test('segments of a run lie without a seam although their clocks differ by a little', () => {
  const times = new RunTimes()
  const manifest = (runId: string, wallStartMs: number, mediaStartMs: number) =>
    ({ runId, wallStartMs, mediaStartMs }) as Segment['manifest']
  assert.equal(times.wallOf(manifest('a', 1_000_000, 0), 0), 1_000_000)
  assert.equal(times.wallOf(manifest('a', 1_060_040, 60_000), 60_000), 1_060_000)
  // Further apart it is no trembling: the clock was set.
  assert.equal(times.wallOf(manifest('a', 1_130_000, 120_000), 120_000), 1_130_000)
  assert.equal(times.wallOf(manifest('b', 1_060_040, 60_000), 60_000), 1_060_040)
})

test('a follower in step plays at speed, one that is behind faster, one ahead slower, none beyond what browsers take', () => {
  fc.assert(
    fc.property(fc.constantFrom(0.5, 1, 2, 4, 8, 16), fc.integer({ min: -60_000, max: 60_000 }), (speed, aheadMs) => {
      const rate = followRate(speed, aheadMs)
      assert.ok(rate <= 16 && rate >= speed * 0.75)
      if (aheadMs > 33 * Math.max(1, speed)) assert.ok(rate < speed)
      if (aheadMs < -33 * Math.max(1, speed)) assert.ok(rate > speed || rate === 16)
      if (Math.abs(aheadMs) < 33) assert.equal(rate, speed)
    }),
  )
})

test('segments that are not there are not asked for with every repaint', () => {
  const pace = new AskPace()
  assert.ok(pace.isDue(0))
  pace.answered(5000, 100)
  assert.ok(pace.isDue(100), 'something came: the next may follow')
  pace.answered(5000, 200)
  assert.ok(!pace.isDue(1600))
  assert.ok(pace.isDue(1700))
  pace.wait(9000)
  assert.ok(!pace.isDue(8999))
})

test('sound that the browser does not play is left out before the picture is', () => {
  const plays = (...known: string[]) => ({
    isTypeSupported: (type: string) => known.some(codecs => type === `video/mp4; codecs="${codecs}"`),
  })
  const type = (codecs: string, ...known: string[]) => playableType(codecs, plays(...known))?.sound ?? null
  assert.equal(type('avc1.640028,mp4a.40.2', 'avc1.640028,mp4a.40.2'), 'playable')
  assert.equal(type('avc1.640028,ulaw', 'avc1.640028'), 'mute')
  assert.equal(type('avc1.640028', 'avc1.640028'), 'none')
  assert.equal(type('hvc1.1.6.L93.B0', 'avc1.640028'), null)
})

test('bytes are joined in their order', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 20 })), parts => {
      assert.deepEqual(
        [...joinBytes(parts)],
        parts.flatMap(part => [...part]),
      )
    }),
  )
})
