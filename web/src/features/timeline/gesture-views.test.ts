import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { pinched, wheeled } from './gesture-views.ts'
import { spanOf, timeAt, xOf } from './view-range.ts'

const hour = 3_600_000
const view = { from: 1000 * hour, to: 1004 * hour }
const width = 1000
const turn = { deltaX: 0, deltaY: 0, deltaMode: 0, shiftKey: false }

test('the moment between two fingers stays between them', () => {
  const x = fc.double({ min: 0, max: width, noNaN: true })
  fc.assert(
    fc.property(x, x, x, (fromX, toX, otherX) => {
      const between = timeAt(view, (fromX + otherX) / 2, width)
      const next = pinched(view, fromX, toX, otherX, width)
      assert.ok(Math.abs(xOf(next, between, width) - (toX + otherX) / 2) < 0.01)
    }),
  )
})

test('fingers that part zoom in, fingers that meet zoom out', () => {
  assert.equal(spanOf(pinched(view, 600, 700, 500, width)), 2 * hour)
  assert.equal(spanOf(pinched(view, 700, 600, 500, width)), 8 * hour)
})

test('fingers that almost touch do not throw the view about', () => {
  assert.equal(spanOf(pinched(view, 501, 515, 500, width)), spanOf(view))
})

test('the wheel zooms at the pointer: away from the hand is closer', () => {
  const closer = wheeled(view, { ...turn, deltaY: -100 }, 250, width)
  assert.ok(spanOf(closer) < spanOf(view))
  const under = timeAt(view, 250, width)
  assert.ok(Math.abs(xOf(closer, under, width) - 250) < 0.01)
  const back = wheeled(closer, { ...turn, deltaY: 100 }, 250, width)
  assert.ok(Math.abs(spanOf(back) - spanOf(view)) < 1)
})

test('sideways, or with shift, the wheel pans', () => {
  const panned = { from: view.from + 0.4 * hour, to: view.to + 0.4 * hour }
  assert.deepEqual(wheeled(view, { ...turn, deltaX: 100, deltaY: 5 }, 0, width), panned)
  assert.deepEqual(wheeled(view, { ...turn, deltaY: 100, shiftKey: true }, 0, width), panned)
})

test('a mouse that counts lines turns further by each, and one that sends hundreds at once is held back', () => {
  const lines = wheeled(view, { ...turn, deltaX: 3, deltaMode: 1 }, 0, width)
  assert.equal(lines.from - view.from, 0.048 * spanOf(view))
  const wild = wheeled(view, { ...turn, deltaY: 5000 }, 0, width)
  assert.ok(spanOf(wild) < 2 * spanOf(view))
})
