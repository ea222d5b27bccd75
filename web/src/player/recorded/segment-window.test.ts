import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Segment } from '@nightjar/shared/api/recording.ts'
import { SegmentWindow } from './segment-window.ts'

const minute = 60_000
const now = 100 * 24 * 60 * minute
const segment = (startMs: number): Segment =>
  ({ manifest: { segmentId: `s${startMs}`, wallStartMs: startMs, wallEndMs: startMs + minute } }) as Segment

function windowOver(starts: number[], clock = { now }) {
  const asked: [number, number][] = []
  const window = new SegmentWindow(
    async (from, to) => {
      assert.ok(from < to, 'an empty question')
      asked.push([from, to])
      return {
        kind: 'ok',
        value: starts.map(segment).filter(({ manifest }) => manifest.wallEndMs > from && manifest.wallStartMs < to),
      }
    },
    () => clock.now,
  )
  return { asked, next: (at: number) => window.next(at, new AbortController().signal) }
}

test('the segment that holds a moment is found with one short question', async () => {
  const { asked, next } = windowOver([now - 60 * minute, now - 59 * minute])
  assert.equal((await next(now - 59.5 * minute))?.manifest.wallStartMs, now - 60 * minute)
  assert.equal((await next(now - 58.5 * minute))?.manifest.wallStartMs, now - 59 * minute)
  assert.equal(asked.length, 1)
  assert.ok(asked[0]![1] - asked[0]![0] <= 5 * minute)
})

test('a gap of three days is crossed in a few questions that do not overlap', async () => {
  const { asked, next } = windowOver([now - 24 * 60 * minute])
  assert.equal((await next(now - 4 * 24 * 60 * minute))?.manifest.wallStartMs, now - 24 * 60 * minute)
  assert.ok(asked.length <= 8, `${asked.length} questions`)
  asked.slice(1).forEach(([from], index) => {
    assert.equal(from, asked[index]![1])
  })
})

test('at the newest recording there is nothing until the next segment is closed', async () => {
  const starts = [now - 2 * minute]
  const clock = { now }
  const { next } = windowOver(starts, clock)
  assert.equal(await next(now - minute + 1), null)
  starts.push(now - minute)
  clock.now += 10_000
  assert.equal((await next(now - minute + 1))?.manifest.wallStartMs, now - minute)
})

test('the future holds no recordings and is not asked for', async () => {
  const { asked, next } = windowOver([])
  assert.equal(await next(now + minute), null)
  assert.equal(asked.length, 0)
})

test('from minutes back to now: what is newest is asked for, however lately something older was', async () => {
  for (const laterMs of [0, 1000, 10_000, 3 * minute]) {
    const clock = { now }
    const { next } = windowOver(
      Array.from({ length: 20 }, (_, index) => now - (15 - index) * minute),
      clock,
    )
    assert.ok(await next(now - 8 * minute))
    clock.now += laterMs
    const target = clock.now - 30_000
    const found = await next(target)
    assert.ok(found !== null, `${laterMs} ms later`)
    assert.ok(found.manifest.wallStartMs <= target && found.manifest.wallEndMs > target)
  }
})
