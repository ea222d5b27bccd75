import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type BackoffOptions, backoffMs, createBackoff } from './backoff.ts'

const random = fc.double({ min: 0, max: 1, noNaN: true })
const bounds = fc
  .tuple(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 0, max: 600_000 }))
  .map(([firstMs, more]) => ({ firstMs, maxMs: firstMs + more }))
const range = fc
  .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([from, width]) => ({ from, to: from + width }))

test('without jitter the pauses double up to the longest, however often it fails', () => {
  fc.assert(
    fc.property(bounds, fc.integer({ min: 0, max: 2000 }), ({ firstMs, maxMs }, failures) => {
      const options: BackoffOptions = { firstMs, maxMs, jitter: null }
      const [now, then] = [backoffMs(options, failures), backoffMs(options, failures + 1)]
      assert.equal(then, Math.min(maxMs, now * 2))
      assert.ok(now >= firstMs && now <= maxMs)
    }),
  )
})

test('jitter stays between its factors, above the shortest and below the longest, in whole milliseconds', () => {
  fc.assert(
    fc.property(
      bounds,
      range,
      random,
      fc.nat(2000),
      fc.boolean(),
      (bound, { from, to }, drawn, failures, isFloored) => {
        const doubledMs = backoffMs({ ...bound, jitter: null }, failures)
        const minMs = isFloored ? bound.firstMs : 0
        const pauseMs = backoffMs({ ...bound, jitter: { from, to, random: () => drawn, minMs } }, failures)
        assert.ok(Number.isInteger(pauseMs))
        assert.ok(pauseMs >= minMs && pauseMs <= bound.maxMs)
        assert.ok(pauseMs >= Math.floor(doubledMs * from) && pauseMs <= Math.max(minMs, Math.ceil(doubledMs * to)))
      },
    ),
  )
})

test('a backoff counts failures in a row, and a success begins anew', () => {
  fc.assert(
    fc.property(bounds, fc.array(fc.boolean(), { maxLength: 30 }), (bound, successes) => {
      const options: BackoffOptions = { ...bound, jitter: null }
      const backoff = createBackoff(options)
      let failures = 0
      for (const isSuccess of successes) {
        if (isSuccess) {
          backoff.reset()
          failures = 0
        } else assert.equal(backoff.next(), backoffMs(options, failures++))
      }
    }),
  )
})

test('each user’s bounds: what the longest and the shortest draw give', () => {
  const pauses = (from: number, to: number, drawn: number, minMs = 0) =>
    [0, 1, 5, 50].map(failures =>
      backoffMs({ firstMs: 1000, maxMs: 30_000, jitter: { from, to, random: () => drawn, minMs } }, failures),
    )
  assert.deepEqual(pauses(0.2, 1, 0), [200, 400, 6000, 6000])
  assert.deepEqual(pauses(0.2, 1, 1), [1000, 2000, 30_000, 30_000])
  assert.deepEqual(pauses(0.5, 1, 0.5), [750, 1500, 22_500, 22_500])
  assert.deepEqual(pauses(0.5, 1.5, 0, 1000), [1000, 1000, 15_000, 15_000])
  assert.deepEqual(pauses(0.5, 1.5, 1, 1000), [1500, 3000, 30_000, 30_000])
})
