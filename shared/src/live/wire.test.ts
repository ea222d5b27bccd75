import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readWireHeader, wireHeaderLength, wireJson, wireMessage, wireType } from './wire.ts'

test('the golden bytes of a keyframe header: type, flags, little-endian seconds', () => {
  const message = wireMessage({ type: wireType.video, keyframe: true, timestamp: 1.5 }, new Uint8Array([0xaa]))
  assert.deepEqual([...message], [0, 1, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0xaa])
})

test('a header reads back as it was written', () => {
  const header = fc.record(
    {
      type: fc.constantFrom(...Object.values(wireType)),
      keyframe: fc.boolean(),
      damaged: fc.constant(true),
      timestamp: fc.double({ noNaN: true, noDefaultInfinity: true }),
    },
    { noNullPrototype: true, requiredKeys: ['type', 'keyframe', 'timestamp'] },
  )
  fc.assert(
    fc.property(header, fc.uint8Array(), (written, payload) => {
      const message = wireMessage(written, payload)
      assert.deepEqual(readWireHeader(message), written)
      assert.deepEqual(message.subarray(wireHeaderLength), payload)
    }),
  )
})

test('a header is found at any offset of a larger buffer', () => {
  const buffer = new Uint8Array(64).fill(0xff)
  buffer.set(wireMessage({ type: wireType.audio, keyframe: false, timestamp: 7 }, new Uint8Array()), 13)
  assert.deepEqual(readWireHeader(buffer.subarray(13, 23)), { type: 1, keyframe: false, timestamp: 7 })
})

test('what is no wire message is null: too short, unknown type, no finite time', () => {
  assert.equal(readWireHeader(new Uint8Array(9)), null)
  assert.equal(readWireHeader(new Uint8Array([5, 0, 0, 0, 0, 0, 0, 0, 0, 0])), null)
  assert.equal(readWireHeader(new Uint8Array([0, 0, 0, 0, 0, 0, 0, 0, 0xf8, 0x7f])), null)
})

test('JSON rides behind the same header', () => {
  const message = wireJson(wireType.control, 2, { kind: 'state', state: 'live', reason: null })
  assert.equal(readWireHeader(message)?.type, wireType.control)
  assert.deepEqual(JSON.parse(new TextDecoder().decode(message.subarray(10))).state, 'live')
})
