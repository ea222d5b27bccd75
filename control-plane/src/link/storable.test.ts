import assert from 'node:assert/strict'
import { test } from 'node:test'
import { storable } from './storable.ts'

const read = (text: string): unknown => JSON.parse(text, storable)

test('a name that means the prototype is left out, at whatever depth, and the rest is as it was', () => {
  const kept = { a: 1, list: [{ b: null }, 2], constructor: 3 }
  const sent = '{"a":1,"__proto__":{"x":1},"list":[{"b":null,"__proto__":null},2],"constructor":3}'
  assert.equal(JSON.stringify(read(sent)), JSON.stringify(kept))
  assert.deepEqual(Object.keys(read('{"\\u005f_proto__":1}') as object), [])
  assert.equal(({} as { x?: unknown }).x, undefined)
})

test('what no database keeps becomes a replacement character', () => {
  assert.deepEqual(read('["a\\u0000b","\\ud83d!",7]'), ['a\ufffdb', '\ufffd!', 7])
})
