import '../testing/zone.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localDay, noonOf } from './local-day.ts'

test('a day is named as the calendar on the wall names it', () => {
  assert.equal(localDay(Date.parse('2026-11-19T23:30:00Z')), '2026-11-20')
  assert.equal(localDay(Date.parse('2026-03-05T12:00:00Z')), '2026-03-05')
})

test('a named day leads to its noon, also on days of 23 and 25 hours', () => {
  for (const day of ['2026-03-29', '2026-10-25', '2026-11-20']) {
    const noon = noonOf(day)!
    assert.equal(localDay(noon), day)
    assert.equal(new Date(noon).getHours(), 12, day)
  }
})

test('an emptied date field names no day', () => {
  assert.equal(noonOf(''), null)
  assert.equal(noonOf('2026-13-40'), null)
})
