import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hex, rtp } from '../testing/rtp-maker.ts'
import type { Depacketizer } from './depacketizer.ts'
import { newRtpHeader, parseRtpHeader } from './header.ts'
import { RtpReceiver } from './receiver.ts'
import { ReorderBuffer } from './reorder.ts'
import { formatReceiverReport, parseSenderReport } from './rtcp.ts'
import { SequenceTracker } from './sequence.ts'
import { TimestampUnwrapper } from './timestamp.ts'

test('RTP: CSRC list, extension and padding are no payload', () => {
  const header = newRtpHeader()
  const packet = hex('b2e0 ffff 80000000 deadbeef 00000001 00000002 bede0001 11223344 aabbcc 000003')
  assert.ok(parseRtpHeader(packet, header))
  assert.deepEqual(header, {
    marker: true,
    payloadType: 96,
    sequence: 65535,
    timestamp: 0x80000000,
    ssrc: 0xdeadbeef,
    payloadStart: 28,
    payloadEnd: 31,
  })
})

test('RTP: what is too short, of another version or lies about its parts is refused', () => {
  const header = newRtpHeader()
  for (const text of [
    '',
    '80',
    '40000000 00000000 00000000',
    '8f000000 00000000 00000000',
    'a0000000 00000000 00000000 ff',
  ]) {
    assert.equal(parseRtpHeader(hex(text), header), false, text)
  }
  assert.equal(parseRtpHeader(hex('90000000 00000000 00000000 0000ffff'), header), false)
})

test('sequence numbers: wrap, loss, doubles and a sender that starts anew', () => {
  const tracker = new SequenceTracker()
  const verdicts = [65533, 65534, 65535, 0, 1, 4, 4, 2, 5, 30000, 30001, 30002].map(n => tracker.accept(n))
  assert.deepEqual(verdicts, [
    'next',
    'next',
    'next',
    'next',
    'next',
    'gap',
    'old',
    'old',
    'next',
    'suspect',
    'reset',
    'next',
  ])
  assert.equal(tracker.lost, 2)
})

test('the report counts wraps and loss as RFC 3550 does', () => {
  const tracker = new SequenceTracker()
  for (let i = 0; i < 70_000; i++) if (i % 10 !== 5) tracker.accept((65_000 + i) & 0xffff)
  const report = tracker.report()
  assert.equal(report.extendedHighest, 65_000 + 69_999)
  assert.equal(report.lostTotal, 7000)
  assert.equal(report.fractionLost, Math.floor(256 / 10))
})

test('timestamps grow over the 32-bit wrap and step back for B-frames', () => {
  const unwrapper = new TimestampUnwrapper()
  const steps = [0xfffffff0, 0x00000010, 0x00000008, 0x00000020].map(t => unwrapper.unwrap(t))
  assert.deepEqual(steps, [0xfffffff0, 0x100000010, 0x100000008, 0x100000020])
  assert.equal(unwrapper.peek(0xfffffff0), 0xfffffff0)
})

test('26 hours at 90 kHz come out without drift over two wraps', () => {
  const unwrapper = new TimestampUnwrapper()
  const start = 4_000_000_000
  let last = 0
  for (let frame = 0; frame <= 26 * 3600; frame++) last = unwrapper.unwrap((start + frame * 90_000) % 2 ** 32)
  assert.equal(last - start, 26 * 3600 * 90_000)
})

test('reordered packets come out in order; a missing one holds the others no longer than the limit', () => {
  const out: number[] = []
  const buffer = new ReorderBuffer({ packets: 8, bytes: 1000, startMs: 0, ms: () => 50, displaced: () => {} }, packet =>
    out.push(packet[0]!),
  )
  const push = (n: number, now: number) => buffer.push(new Uint8Array([n & 255]), n & 0xffff, now)
  for (const n of [65534, 0, 65535, 2, 1]) push(n, 0)
  assert.deepEqual(out, [254, 255, 0, 1, 2])
  push(4, 10)
  push(5, 20)
  assert.deepEqual(out.slice(5), [])
  buffer.expire(59)
  assert.deepEqual(out.slice(5), [])
  buffer.expire(61)
  assert.deepEqual(out.slice(5), [4, 5])
  for (let n = 7; n < 7 + 20; n++) push(n, 62)
  assert.ok(buffer.size <= 8)
  assert.deepEqual(
    out.slice(7),
    Array.from({ length: 20 }, (_, i) => 7 + i),
  )
})

test('sender reports are read from compound packets; one without a clock is none', () => {
  const report = hex(
    '80c8 0006 00001234 e8a4c000 80000000 0001e240 00000001 00000010 81ca 0003 00001234 0104 6e6a 6172 0000',
  )
  const parsed = parseSenderReport(report)
  assert.equal(parsed?.rtpTimestamp, 123456)
  assert.equal(parsed?.ntpMs, (0xe8a4c000 - 2_208_988_800) * 1000 + 500)
  assert.equal(parsed?.compactNtp, 0xc0008000)
  report.fill(0, 8, 16)
  assert.equal(parseSenderReport(report), null)
  for (let length = 0; length < 20; length++) assert.equal(parseSenderReport(report.subarray(0, length)), null)
})

test('a receiver report is a whole compound packet', () => {
  const sequence = new SequenceTracker()
  sequence.accept(10)
  const state = { ownSsrc: 1, senderSsrc: 2, sequence, jitter: 3.4, lastReport: null, msSinceLastReport: 0 }
  assert.equal(
    Buffer.from(formatReceiverReport(state)).toString('hex'),
    '81c90007 00000001 00000002 00000000 0000000a 00000003 00000000 00000000 81ca0003 00000001 01046e6a 61720000'.replaceAll(
      ' ',
      '',
    ),
  )
})

function recorded() {
  const seen: string[] = []
  const depacketizer: Depacketizer = {
    push: (payload, timestamp) => seen.push(`${payload[0]}@${timestamp}`),
    lost: () => seen.push('lost'),
    counters: { units: 0, damaged: 0, dropped: 0, malformed: 0 },
  }
  return { seen, depacketizer }
}

test('a receiver passes on its own stream and tells of loss, whoever else sends to it', () => {
  const { seen, depacketizer } = recorded()
  const receiver = new RtpReceiver({ depacketizer, payloadType: 96, clockRate: 90000, isOrdered: true, ownSsrc: 1 })
  const packet = (sequence: number, more: object = {}) =>
    receiver.packet(rtp({ sequence, timestamp: sequence * 10, payload: new Uint8Array([sequence]), ...more }), 0)
  packet(1)
  packet(2)
  packet(3, { payloadType: 107 })
  packet(3, { ssrc: 99 })
  packet(4)
  receiver.packet(new Uint8Array([1, 2, 3]), 0)
  assert.deepEqual(seen, ['1@10', '2@20', 'lost', '4@40'])
  assert.equal(receiver.ignored, 3)
})

test('a sender that changes its SSRC for good is followed, after loss', () => {
  const { seen, depacketizer } = recorded()
  const receiver = new RtpReceiver({ depacketizer, payloadType: 96, clockRate: 90000, isOrdered: true, ownSsrc: 1 })
  for (let i = 0; i < 3; i++) receiver.packet(rtp({ sequence: i, timestamp: i, payload: new Uint8Array([i]) }), 0)
  for (let i = 0; i < 6; i++) {
    receiver.packet(rtp({ sequence: 40_000 + i, timestamp: i, payload: new Uint8Array([i]), ssrc: 7 }), 0)
  }
  assert.equal(seen.filter(entry => entry === 'lost').length >= 1, true)
  assert.equal(seen.at(-1), '5@5')
})

test('a stream under another payload type than announced is adopted when no other comes', () => {
  const { seen, depacketizer } = recorded()
  const receiver = new RtpReceiver({ depacketizer, payloadType: 96, clockRate: 90000, isOrdered: true, ownSsrc: 1 })
  for (let i = 0; i < 30; i++) {
    receiver.packet(rtp({ sequence: i, timestamp: i, payload: new Uint8Array([i]), payloadType: 97 }), 0)
  }
  assert.ok(seen.length > 5)
})
