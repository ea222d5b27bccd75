import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Interval, intervalAt, joinIntervals, mergeIntervals, neighbouringGap, sinceAdded } from './interval.ts'

const iso = (seconds: number) => new Date(seconds * 1000).toISOString()
const wire = (from: number, to: number, state: string, where: string | null = null) =>
  ({ from: iso(from), to: iso(to), state, cause: null, where, segmentId: null }) as never

test('a hundred segments in a row are one stretch, a change of whereabouts begins another', () => {
  const merged = mergeIntervals([
    ...Array.from({ length: 100 }, (_, index) => wire(index * 10, index * 10 + 10, 'recorded', 'both')),
    wire(1000, 1010, 'recorded', 'site'),
    wire(1010, 1020, 'camera-down'),
  ])
  assert.deepEqual(
    merged.map(({ from, to, state, where }) => [from / 1000, to / 1000, state, where]),
    [
      [0, 1000, 'recorded', 'both'],
      [1000, 1010, 'recorded', 'site'],
      [1010, 1020, 'camera-down', null],
    ],
  )
})

test('pieces fetched apart join without a seam', () => {
  const piece = (from: number, to: number): Interval[] => [{ from, to, state: 'recorded', cause: null, where: 'both' }]
  assert.equal(joinIntervals([piece(0, 10), piece(10, 20)]).length, 1)
})

test('every moment is found in its own interval and none outside', () => {
  const list = mergeIntervals([
    wire(0, 10, 'recorded', 'site'),
    wire(10, 20, 'camera-down'),
    wire(30, 40, 'recorded', 'site'),
  ])
  assert.equal(intervalAt(list, 9_999)?.state, 'recorded')
  assert.equal(intervalAt(list, 10_000)?.state, 'camera-down')
  assert.equal(intervalAt(list, 25_000), null)
  assert.equal(intervalAt(list, 40_000), null)
})

test('jumping from gap to gap passes over what is recorded and takes a gap of two causes as one', () => {
  const list = mergeIntervals([
    wire(0, 100, 'recorded', 'site'),
    wire(100, 110, 'camera-down'),
    wire(110, 120, 'agent-down'),
    wire(120, 200, 'recorded', 'site'),
    wire(200, 210, 'policy-off'),
    wire(210, 300, 'pending'),
  ])
  assert.equal(neighbouringGap(list, 50_000, 1), 100_000)
  assert.equal(neighbouringGap(list, 98_000, 1), 200_000)
  assert.equal(neighbouringGap(list, 198_000, 1), null)
  assert.equal(neighbouringGap(list, 198_000, -1), 100_000)
})

test('what was before the camera was added is nothing to wait for, and no gap to jump to', () => {
  const list = sinceAdded(
    mergeIntervals([
      wire(0, 100, 'pending'),
      wire(100, 200, 'recorded', 'site'),
      wire(200, 210, 'pending'),
      wire(210, 300, 'recorded', 'site'),
    ]),
    60_000,
  )
  assert.deepEqual(
    list.slice(0, 3).map(({ from, to, state }) => [from / 1000, to / 1000, state]),
    [
      [0, 60, 'not-added'],
      [60, 100, 'pending'],
      [100, 200, 'recorded'],
    ],
  )
  assert.equal(list[3]?.state, 'pending')
  assert.equal(neighbouringGap(list, 150_000, -1), null)
  const known = mergeIntervals([wire(0, 100, 'recorded', 'site')])
  assert.equal(sinceAdded(known, Number.NaN), known, 'a camera that just went away')
})
