import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withOwner } from '../../testing/reactive.ts'
import { spanOf } from './view-range.ts'

const { createAxis } = await import('./create-axis.ts')

const hour = 3_600_000
const now = 1000 * hour
const axisAt = (startMs: number, spanMs = 2 * hour) => withOwner(() => createAxis(startMs, spanMs, () => now))

test('it opens around the start, and not in the future', async () => {
  const past = await axisAt(now - 10 * hour)
  assert.deepEqual(past.view(), { from: now - 11 * hour, to: now - 9 * hour })
  const fresh = await axisAt(now)
  assert.equal(fresh.view().to, now + 0.1 * 2 * hour)
  assert.equal(spanOf(fresh.view()), 2 * hour)
})

test('no way of moving leads past the edge of the future', async () => {
  const axis = await axisAt(now - 3 * hour)
  const ways = [
    () => axis.pan(5),
    () => axis.show({ from: now, to: now + hour }),
    () => axis.zoom(20, now),
    () => axis.follow(now + 9 * hour),
  ]
  for (const way of ways) {
    way()
    assert.ok(axis.view().to <= now + spanOf(axis.view()) * 0.1 + 1, `${axis.view().to - now}`)
  }
})

test('panning goes by shares of the screen', async () => {
  const axis = await axisAt(now - 10 * hour)
  axis.pan(-0.5)
  assert.deepEqual(axis.view(), { from: now - 12 * hour, to: now - 10 * hour })
})

test('zoom keeps the playhead where it is, or the middle where the playhead is elsewhere', async () => {
  const axis = await axisAt(now - 10 * hour)
  const { from } = axis.view()
  axis.zoom(0.5, from)
  assert.deepEqual(axis.view(), { from, to: from + hour })
  axis.zoom(0.5, from - 50 * hour)
  assert.deepEqual(axis.view(), { from: from + hour / 4, to: from + (3 * hour) / 4 })
})

test('following moves nothing while the playhead is on the screen', async () => {
  const axis = await axisAt(now - 10 * hour)
  const before = axis.view()
  axis.follow(before.to)
  assert.deepEqual(axis.view(), before)
  axis.follow(before.to + 1)
  assert.ok(axis.view().from > before.from && axis.view().from < before.to + 1)
})
