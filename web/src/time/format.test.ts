import '../testing/zone.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatAgo, formatDuration, formatInZone, formatMoment, formatZone } from './format.ts'

const at = (text: string) => Date.parse(text)

test('a moment of today is a clock time, one of another day has its date', () => {
  const now = at('2026-11-20T12:00:00Z')
  assert.equal(formatMoment(at('2026-11-20T11:03:20Z'), now), '12:03:20')
  assert.equal(formatMoment(at('2026-11-19T11:03:20Z'), now), 'Thu 19 Nov, 12:03:20')
})

test('the day is the one of the clock on the wall, not that of UTC', () => {
  assert.equal(formatMoment(at('2026-11-19T23:30:00Z'), at('2026-11-20T08:00:00Z')), '00:30:00')
})

test('the zone is named as it is at that moment', () => {
  assert.equal(formatZone(at('2026-07-01T12:00:00Z')), 'CEST')
  assert.equal(formatZone(at('2026-12-01T12:00:00Z')), 'CET')
})

test('another zone has its own clock; one that the browser does not know has none', () => {
  assert.equal(formatInZone(at('2026-11-20T12:00:00Z'), 'America/New_York'), 'Fri 20 Nov, 07:00:00 GMT-5')
  assert.equal(formatInZone(at('2026-11-20T12:00:00Z'), 'Mars/Olympus'), null)
})

test('a duration has two units at most, and nothing that is zero', () => {
  const second = 1000
  const minute = 60 * second
  const hour = 60 * minute
  const said = [0, 0.5, 400, 8 * second, 125 * second, 2 * hour, 200 * minute, 98 * hour, 24 * hour + 5 * second]
  assert.deepEqual(said.map(formatDuration), [
    '0 s',
    '0 s',
    '< 1 s',
    '8 s',
    '2 min 5 s',
    '2 h',
    '3 h 20 min',
    '4 d 2 h',
    '1 d',
  ])
})

test('how long ago has one unit, and what just happened is said so', () => {
  const now = at('2026-11-20T12:00:00Z')
  assert.equal(formatAgo(now - 1500, now), 'just now')
  assert.equal(formatAgo(now - 200_000, now), '3 min ago')
  // Two clocks that disagree must not make something happen in the future.
  assert.equal(formatAgo(now + 60_000, now), 'just now')
})
