import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { addChange, type CauseChange, explainGap, interrupted, pruneChanges } from './causes.ts'

const unreachable = { state: 'camera-down', cause: 'camera.unreachable' } as const
const full = { state: 'disk-fault', cause: 'disk.full' } as const

const changes = fc
  .array(fc.record({ fromMs: fc.integer({ min: 0, max: 1000 }), reason: fc.constantFrom(unreachable, full, null) }))
  .map(all => all.reduce<CauseChange[]>((list, change) => addChange(list, change), []))

describe('explanation of gaps', () => {
  it('covers exactly what was asked for, in order, whatever is known', () => {
    fc.assert(
      fc.property(
        changes,
        fc.integer({ min: -50, max: 1050 }),
        fc.integer({ min: 1, max: 500 }),
        (known, from, length) => {
          const pieces = explainGap(known, from, from + length)
          let at = from
          for (const piece of pieces) {
            assert.equal(piece.fromMs, at)
            assert.ok(piece.toMs > piece.fromMs)
            at = piece.toMs
          }
          assert.equal(at, from + length)
        },
      ),
    )
  })

  it('does not change when what lies before is forgotten', () => {
    fc.assert(
      fc.property(
        changes,
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: 1, max: 500 }),
        (known, from, length) => {
          const first = known.findIndex(change => change.fromMs <= from && change.reason !== null)
          fc.pre(first >= 0 && known.findLast(change => change.fromMs <= from)?.reason !== null)
          assert.deepEqual(
            explainGap(pruneChanges(known, from), from, from + length),
            explainGap(known, from, from + length),
          )
        },
      ),
    )
  })

  it('gives time that was believed to be recorded the reason found next', () => {
    const known = [
      { fromMs: 0, reason: full },
      { fromMs: 100, reason: null },
      { fromMs: 200, reason: unreachable },
    ]
    assert.deepEqual(explainGap(known, 150, 300), [{ fromMs: 150, toMs: 300, ...unreachable }])
    assert.deepEqual(explainGap(known, 50, 90), [{ fromMs: 50, toMs: 90, ...full }])
    assert.deepEqual(explainGap(known, 150, 180), [{ fromMs: 150, toMs: 180, ...unreachable }], 'also found later')
  })

  it('takes no reason that was found after pictures had come again', () => {
    const known = [
      { fromMs: 0, reason: null },
      { fromMs: 200, reason: unreachable },
    ]
    assert.deepEqual(explainGap(known, 100, 110, 110), [{ fromMs: 100, toMs: 110, ...interrupted }])
    assert.deepEqual(explainGap(known, 100, 110, 300), [{ fromMs: 100, toMs: 110, ...unreachable }])
  })
})
