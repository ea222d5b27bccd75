import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parseRange } from './http-range.ts'

describe('Range header', () => {
  it('takes what RFC 9110 14.1.2 gives as examples', () => {
    assert.deepEqual(parseRange('bytes=0-499', 10_000), { start: 0, end: 500 })
    assert.deepEqual(parseRange('bytes=500-999', 10_000), { start: 500, end: 1000 })
    assert.deepEqual(parseRange('bytes=-500', 10_000), { start: 9500, end: 10_000 })
    assert.deepEqual(parseRange('bytes=9500-', 10_000), { start: 9500, end: 10_000 })
    assert.deepEqual(parseRange('bytes=-20000', 10_000), { start: 0, end: 10_000 })
  })

  it('answers with everything what it does not understand', () => {
    for (const header of [
      undefined,
      '',
      'bytes',
      'bytes=',
      'bytes=-',
      'bytes=5-1',
      'items=0-1',
      'bytes=0-1,4-5',
      'bytes=a-b',
    ])
      assert.equal(parseRange(header, 100), 'whole', String(header))
  })

  it('refuses what begins behind the end', () => {
    for (const header of ['bytes=100-', 'bytes=100-200', 'bytes=-0'])
      assert.equal(parseRange(header, 100), 'unsatisfiable')
  })

  it('never leaves the body, whatever is asked', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^bytes=\d{0,12}-\d{0,12}$/)), fc.nat(), (header, size) => {
        const range = parseRange(header, size)
        if (typeof range === 'string') return
        assert.ok(range.start >= 0 && range.start < range.end && range.end <= size)
      }),
    )
  })
})
