import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wireJson, wireMessage, wireType } from '@nightjar/shared/live/wire.ts'
import fc from 'fast-check'
import { readWireMessage } from './wire-message.ts'

const head = {
  runId: '01890a5d-ac96-774b-bcce-b302099a8057',
  video: {
    codec: 'h264',
    codecString: 'avc1.64001f',
    decoderConfig: 'AWQAHw==',
    width: 640,
    height: 360,
    frameRate: 25,
  },
  audio: null,
}

test('a picture comes out with its time, its keyframe mark and its bytes', () => {
  const message = wireMessage(
    { type: wireType.video, keyframe: true, timestamp: 1700000000.25 },
    new Uint8Array([1, 2, 3]),
  )
  assert.deepEqual(readWireMessage(message), {
    kind: 'video',
    packet: { timestamp: 1700000000.25, keyframe: true, data: new Uint8Array([1, 2, 3]) },
  })
})

test('a description and a control message are read as what they say', () => {
  assert.deepEqual(readWireMessage(wireJson(wireType.description, 1, head)), { kind: 'head', head })
  const control = { kind: 'state', state: 'gone', reason: 'agent.offline' }
  assert.deepEqual(readWireMessage(wireJson(wireType.control, 1, control)), { kind: 'control', control })
})

test('a description without a decoder configuration is no description', () => {
  assert.equal(readWireMessage(wireJson(wireType.description, 1, { ...head, video: {} })), null)
})

test('no bytes whatever make the reader throw', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), bytes => void readWireMessage(new Uint8Array(bytes))))
})
