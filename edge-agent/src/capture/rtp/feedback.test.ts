import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hex, rtp } from '../testing/rtp-maker.ts'
import type { Depacketizer } from './depacketizer.ts'
import { type Feedback, formatFir, formatNack, formatPli } from './feedback.ts'
import { RtpReceiver } from './receiver.ts'

const text = (packet: Uint8Array) => Buffer.from(packet).toString('hex')

test('a NACK names the first missing number and a mask of the sixteen behind it (RFC 4585 6.2.1)', () => {
  assert.equal(
    text(formatNack(1, 2, [65_534, 65_535, 14, 15])),
    text(hex('81cd0004 00000001 00000002 fffe 8001 000f 0000')),
  )
})

test('PLI and FIR are what RFC 4585 6.3.1 and RFC 5104 4.3.1 say', () => {
  assert.equal(text(formatPli(1, 2)), text(hex('81ce0002 00000001 00000002')))
  assert.equal(text(formatFir(1, 2, 258)), text(hex('84ce0004 00000001 00000000 00000002 02000000')))
})

function start(feedback: Feedback, isOrdered = false) {
  const out: number[] = []
  const sent: Uint8Array[] = []
  const depacketizer: Depacketizer = {
    push: payload => out.push(payload[0]!),
    lost: () => out.push(-1),
    counters: { units: 0, damaged: 0, dropped: 0, malformed: 0 },
  }
  const receiver = new RtpReceiver({
    depacketizer,
    payloadType: 96,
    clockRate: 90_000,
    isOrdered,
    ownSsrc: 1,
    feedback,
  })
  receiver.sendRtcp = packet => sent.push(packet)
  const packet = (number: number, nowMs: number) =>
    receiver.packet(rtp({ sequence: number, timestamp: 0, payload: new Uint8Array([number]), ssrc: 2 }), nowMs)
  /** The messages behind the report with which a compound packet begins (RFC 3550 6.1). */
  const messages = () =>
    sent.map(each => {
      assert.equal(each[1], 201)
      return text(each.subarray(48))
    })
  return { out, receiver, packet, messages }
}

test('a packet that is missing is asked for while the others wait, and put in its place when it comes', () => {
  const { out, receiver, packet, messages } = start({ nack: true, keyframe: null })
  for (let i = 0; i < 20; i++) packet(i, i * 10)
  packet(21, 210)
  assert.deepEqual(messages(), [], 'it may only be late')
  packet(22, 221)
  assert.deepEqual(messages(), [text(formatNack(1, 2, [20]))])
  packet(20, 230)
  receiver.tick(2000)
  assert.deepEqual(
    out,
    Array.from({ length: 23 }, (_, i) => i),
  )
  assert.equal(messages().length, 1)
})

test('what does not come is asked for twice, not for ever', () => {
  const { receiver, packet, messages } = start({ nack: true, keyframe: null })
  for (let i = 0; i < 20; i++) packet(i, i * 100)
  packet(21, 2100)
  for (let nowMs = 2110; nowMs < 2700; nowMs += 10) receiver.tick(nowMs)
  assert.equal(messages().length, 2)
})

test('pictures that are lost for good ask for a keyframe, less and less often until a whole one comes', () => {
  const { receiver, packet, messages } = start({ nack: false, keyframe: 'pli' }, true)
  packet(0, 0)
  packet(2, 100)
  for (let nowMs = 200; nowMs <= 10_000; nowMs += 100) receiver.tick(nowMs)
  assert.deepEqual(messages(), new Array(3).fill(text(formatPli(1, 2))), 'at once, after 2 s, after 4 more')
  receiver.recovered()
  receiver.tick(60_000)
  assert.equal(messages().length, 3)
  packet(4, 60_100)
  assert.equal(messages().length, 4)
})

test('a camera that offers nothing is sent nothing', () => {
  const { receiver, packet, messages } = start({ nack: false, keyframe: null })
  for (const i of [0, 1, 3, 5]) packet(i, i * 100)
  receiver.tick(5000)
  assert.deepEqual(messages(), [])
})
