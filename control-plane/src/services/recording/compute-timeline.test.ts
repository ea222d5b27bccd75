import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LedgerState } from '@nightjar/shared/records/ledger.ts'
import fc from 'fast-check'
import { computeTimeline, type TimelineEntry } from './compute-timeline.ts'

const entry = (
  sequence: number,
  fromMs: number,
  toMs: number,
  state: LedgerState,
  more: Partial<TimelineEntry> = {},
): TimelineEntry => ({
  lineage: 0,
  sequence,
  fromMs,
  toMs,
  state,
  cause: null,
  segmentId: null,
  archived: false,
  ...more,
})

const brief = (input: Parameters<typeof computeTimeline>[0]) =>
  computeTimeline(input).map(({ fromMs, toMs, state, where }) => [fromMs, toMs, state, where])

const whole = { fromMs: 0, toMs: 100, nowMs: 1000, openSegmentStartMs: null }

describe('timeline', () => {
  it('says where the bytes of each segment are', () => {
    const entries = [
      entry(1, 0, 10, 'recorded', { segmentId: 'a' }),
      entry(3, 10, 20, 'recorded', { segmentId: 'b', archived: true }),
      entry(5, 20, 30, 'recorded', { segmentId: 'c' }),
      entry(7, 30, 40, 'recorded', { segmentId: 'd', archived: true }),
      entry(8, 20, 30, 'evicted', { segmentId: 'c', cause: 'retention.age' }),
      entry(9, 30, 40, 'evicted', { segmentId: 'd', cause: 'retention.age', archived: true }),
    ]
    assert.deepEqual(brief({ ...whole, toMs: 40, entries }), [
      [0, 10, 'recorded', 'site'],
      [10, 20, 'recorded', 'both'],
      [20, 30, 'evicted', 'gone'],
      [30, 40, 'evicted', 'archive'],
    ])
  })

  it('lets an eviction win over its recording, in whatever order and lineage they came', () => {
    const entries = [
      entry(9, 0, 10, 'recorded', { lineage: 1, segmentId: 'a' }),
      entry(2, 0, 10, 'evicted', { lineage: 1, segmentId: 'a', cause: 'retention.age' }),
      entry(50, 10, 20, 'recorded', { segmentId: 'b' }),
      entry(3, 10, 20, 'evicted', { lineage: 2, segmentId: 'b', cause: 'retention.age' }),
    ]
    assert.deepEqual(brief({ ...whole, toMs: 20, entries }), [
      [0, 10, 'evicted', 'gone'],
      [10, 20, 'evicted', 'gone'],
    ])
  })

  it('cuts entries at the edges of the question, also one that began days before', () => {
    const entries = [entry(0, -1e9, 5, 'camera-down', { cause: 'camera.unreachable' }), entry(1, 5, 500, 'recorded')]
    assert.deepEqual(brief({ ...whole, entries }), [
      [0, 5, 'camera-down', null],
      [5, 100, 'recorded', 'site'],
    ])
  })

  it('shows the open segment as recording, and what is not reported yet as pending', () => {
    const entries = [entry(0, 10, 20, 'recorded'), entry(1, 40, 50, 'recorded')]
    assert.deepEqual(brief({ ...whole, nowMs: 80, entries, openSegmentStartMs: 60 }), [
      [0, 10, 'pending', null],
      [10, 20, 'recorded', 'site'],
      [20, 40, 'pending', null],
      [40, 50, 'recorded', 'site'],
      [50, 60, 'pending', null],
      [60, 80, 'recording', null],
    ])
  })

  it('shows an outage behind the newest entry as what the agent says, and only from where it can tell', () => {
    const entries = [entry(0, 0, 20, 'recorded'), entry(1, 20, 60, 'camera-down', { cause: 'camera.stalled' })]
    const outage = { fromMs: 10, state: 'camera-down', cause: 'camera.stalled' } as const
    assert.deepEqual(brief({ ...whole, nowMs: 90, entries, outage }), [
      [0, 20, 'recorded', 'site'],
      [20, 90, 'camera-down', null],
    ])
    assert.deepEqual(brief({ ...whole, nowMs: 90, entries, outage: { ...outage, fromMs: 70 } }), [
      [0, 20, 'recorded', 'site'],
      [20, 60, 'camera-down', null],
      [60, 70, 'pending', null],
      [70, 90, 'camera-down', null],
    ])
  })

  it('does not call a segment open whose entry has come already', () => {
    const entries = [entry(0, 0, 60, 'recorded')]
    assert.deepEqual(brief({ ...whole, nowMs: 70, entries, openSegmentStartMs: 20 }), [
      [0, 60, 'recorded', 'site'],
      [60, 70, 'recording', null],
    ])
  })

  it('joins neighbouring gaps of one cause and keeps neighbouring segments apart', () => {
    const down = { cause: 'camera.stalled' }
    const entries = [
      entry(0, 0, 10, 'recorded', { segmentId: 'a' }),
      entry(1, 10, 20, 'recorded', { segmentId: 'b' }),
      entry(2, 20, 30, 'camera-down', down),
      entry(3, 30, 40, 'camera-down', down),
      entry(4, 40, 50, 'camera-down', { cause: 'camera.auth-refused' }),
    ]
    assert.deepEqual(
      brief({ ...whole, toMs: 50, entries }).map(([from, to]) => [from, to]),
      [
        [0, 10],
        [10, 20],
        [20, 40],
        [40, 50],
      ],
    )
  })

  it('has nothing to say of the future', () => {
    assert.deepEqual(computeTimeline({ ...whole, nowMs: 0, entries: [] }), [])
    assert.deepEqual(brief({ ...whole, nowMs: 30, entries: [] }), [[0, 30, 'pending', null]])
  })

  it('covers every millisecond once, and the latest entry decides each', () => {
    const states = fc.constantFrom<LedgerState>('recorded', 'evicted', 'camera-down', 'agent-down')
    const entries = fc
      .array(fc.tuple(fc.integer({ min: -20, max: 70 }), fc.integer({ min: 1, max: 30 }), states, fc.boolean()))
      .map(list =>
        list.map(([fromMs, length, state, archived], sequence) =>
          entry(sequence, fromMs, fromMs + length, state, { archived, segmentId: `s${sequence}` }),
        ),
      )
    const input = fc.record({
      fromMs: fc.integer({ min: 0, max: 30 }),
      toMs: fc.integer({ min: 31, max: 60 }),
      nowMs: fc.integer({ min: 0, max: 80 }),
      openSegmentStartMs: fc.option(fc.integer({ min: 0, max: 80 })),
      outage: fc.option(
        fc.record({
          fromMs: fc.integer({ min: -20, max: 80 }),
          state: fc.constant('overload' as const),
          cause: fc.constant('x'),
        }),
      ),
      entries: fc.tuple(entries, fc.infiniteStream(fc.nat())).map(([list, keys]) => shuffled(list, keys)),
    })
    fc.assert(
      fc.property(input, given => {
        const intervals = computeTimeline(given)
        const end = Math.min(given.toMs, given.nowMs)
        let at = given.fromMs
        for (const { fromMs, toMs, state, segmentId } of intervals) {
          assert.equal(fromMs, at)
          assert.ok(toMs > fromMs)
          for (; at < toMs; at++) {
            const over = given.entries.filter(one => one.fromMs <= at && at < one.toMs)
            const winner = over.toSorted(
              (a, b) => Number(b.state === 'evicted') - Number(a.state === 'evicted') || b.sequence - a.sequence,
            )[0]
            assert.equal(segmentId, winner?.segmentId ?? null)
            if (winner) assert.equal(state, winner.state)
            else if (state === 'overload') {
              assert.ok(given.outage && at >= given.outage.fromMs, 'not before the outage')
              assert.ok(
                given.entries.every(one => one.toMs <= at),
                'only behind the newest entry',
              )
            } else assert.ok(state === 'pending' || state === 'recording')
          }
        }
        assert.equal(at, Math.max(end, given.fromMs))
      }),
      { numRuns: 500 },
    )
  })

  it('stays quick when every entry lies over all the others', () => {
    const count = 30_000
    const entries = Array.from({ length: count }, (_, n) =>
      entry(n, n, 2 * count - n, 'recorded', { segmentId: `${n}` }),
    )
    const intervals = computeTimeline({ ...whole, toMs: 2 * count, nowMs: 1e9, entries })
    assert.equal(intervals.length, 2 * count - 1)
  })
})

function shuffled<Item>(list: readonly Item[], keys: fc.Stream<number>): Item[] {
  return list
    .map(item => ({ item, key: keys.next().value as number }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item)
}
