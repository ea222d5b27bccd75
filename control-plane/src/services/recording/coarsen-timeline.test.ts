import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { coarsenTimeline } from './coarsen-timeline.ts'
import type { TimelineInterval } from './compute-timeline.ts'

const states = ['recorded', 'camera-down', 'pending'] as const
type Part = readonly [(typeof states)[number], number]

/** One behind the other from 0 on; each recording is a segment of its own. */
function timelineOf(parts: readonly Part[]): TimelineInterval[] {
  let at = 0
  return parts.map(([state, ms], index) => {
    const fromMs = at
    at += ms
    const where = state === 'recorded' ? ('site' as const) : null
    return { fromMs, toMs: at, state, cause: null, where, segmentId: state === 'recorded' ? `s${index}` : null }
  })
}
const shown = (parts: readonly Part[], resolutionMs: number) =>
  coarsenTimeline(timelineOf(parts), resolutionMs).map(({ fromMs, toMs, state, merged }) => [
    fromMs,
    toMs,
    state,
    merged,
  ])

describe('a timeline that is looked at from afar', () => {
  it('joins segments, and keeps a short gap between two recordings', () => {
    const minute: Part = ['recorded', 60_000]
    assert.deepEqual(shown([minute, minute, ['camera-down', 10], minute], 5000), [
      [0, 120_000, 'recorded', undefined],
      [120_000, 120_010, 'camera-down', undefined],
      [120_010, 180_010, 'recorded', undefined],
    ])
  })

  it('says what most of the time is where many short spans follow each other, and how many they are', () => {
    const flaps = Array.from({ length: 10 }, (): Part[] => [
      ['recorded', 300],
      ['camera-down', 200],
    ]).flat()
    assert.deepEqual(shown([...flaps, ['camera-down', 7000]], 5000), [
      [0, 4800, 'recorded', 19],
      [4800, 12_000, 'camera-down', undefined],
    ])
  })

  it('covers the same time, in order and without hole, in two intervals a step at most', () => {
    const part = fc.tuple(
      fc.constantFrom(...states),
      fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 5000 })),
    )
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 400 }),
        fc.integer({ min: 1, max: 3000 }),
        (parts, resolutionMs) => {
          const before = timelineOf(parts)
          const coarse = coarsenTimeline(before, resolutionMs)
          const endMs = before.at(-1)!.toMs
          assert.equal(coarse[0]!.fromMs, 0)
          for (const [at, { fromMs }] of coarse.entries()) if (at > 0) assert.equal(fromMs, coarse[at - 1]!.toMs)
          assert.equal(coarse.at(-1)!.toMs, endMs)
          assert.ok(
            coarse.length <= 2 * (endMs / resolutionMs + 1) + 1,
            `${coarse.length} of ${endMs / resolutionMs} steps`,
          )
        },
      ),
      { numRuns: 300 },
    )
  })
})
