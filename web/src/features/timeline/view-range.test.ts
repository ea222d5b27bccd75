import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { firstSpan, following, heldBack, longestSpan, shortestSpan, spanOf, timeAt, xOf, zoomed } from './view-range.ts'

const hour = 3_600_000
const view = { from: 1_000 * hour, to: 1_004 * hour }

test('the moment under the pointer stays under the pointer while zooming', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0.2, max: 5, noNaN: true }),
      (share, factor) => {
        const around = view.from + share * spanOf(view)
        const next = zoomed(view, factor, around)
        assert.ok(Math.abs(xOf(next, around, 1000) - xOf(view, around, 1000)) < 0.001)
      },
    ),
  )
})

test('zoom ends at a minute and at 31 days', () => {
  assert.equal(spanOf(zoomed(view, 1e-9, view.from)), shortestSpan)
  assert.equal(spanOf(zoomed(view, 1e9, view.from)), longestSpan)
})

test('a point on the screen and its time are two ways to say the same', () => {
  assert.equal(timeAt(view, xOf(view, view.from + hour, 1200), 1200), view.from + hour)
})

test('the screen does not wander into the future', () => {
  const held = heldBack({ from: 10 * hour, to: 20 * hour }, 12 * hour)
  assert.deepEqual(held, { from: 3 * hour, to: 13 * hour })
})

test('a playhead that leaves the screen turns the page, one on the screen moves nothing', () => {
  assert.equal(following(view, view.from + hour), view)
  const turned = following(view, view.to + 1)
  assert.ok(turned.from < view.to + 1 && turned.to > view.to + 1)
})

test('the first minutes of a new camera are not a speck at the edge of two hours', () => {
  const minute = 60_000
  const now = 1000 * hour
  assert.equal(firstSpan([now - 200 * hour, now - minute], now), 2 * hour)
  assert.equal(firstSpan([now - minute], now), 10 * minute)
  assert.equal(firstSpan([now - 40 * minute], now), 60 * minute)
})
