import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { canonicalBytes, canonicalJson } from './canonical-json.ts'

test('the number and string examples of RFC 8785 3.2.2 and 3.2.3', () => {
  const value = {
    // biome-ignore lint/correctness/noPrecisionLoss: the loss is the example
    numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
    string: '€$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
    literals: [null, true, false],
  }
  assert.equal(
    canonicalJson(value),
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  )
})

test('keys are sorted by UTF-16 code units (RFC 8785 3.2.3)', () => {
  const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 }
  assert.equal(canonicalJson(value), '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}')
})

test('the order in which members were added does not matter, and undefined members are absent', () => {
  assert.equal(
    canonicalJson({ b: 1, a: { d: [1, { z: 0, y: 0 }], c: undefined } }),
    '{"a":{"d":[1,{"y":0,"z":0}]},"b":1}',
  )
})

test('what JSON cannot carry is refused instead of being changed silently', () => {
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, [undefined], () => 1, 1n, { a: Number.NaN }]) {
    assert.throws(() => canonicalJson(bad), TypeError)
  }
})

test('canonical text parses back to the same value and is a fixed point', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      const text = canonicalJson(value)
      assert.equal(canonicalJson(JSON.parse(text)), text)
      assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)))
      assert.deepEqual(canonicalBytes(value), new TextEncoder().encode(text))
    }),
  )
})
