import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fragments, h264Pps, h264Sps, nalsOf, rtp, slice } from '../testing/rtp-maker.ts'
import { AacDepacketizer } from './aac.ts'
import type { Depacketizer, VideoDepacketizer, VideoUnit } from './depacketizer.ts'
import { H264Codec, H264Depacketizer } from './h264.ts'
import { H265Codec, H265Depacketizer } from './h265.ts'
import { RtpReceiver } from './receiver.ts'
import { parseSenderReport } from './rtcp.ts'

const picturesSent = 40

/** A stream of pictures of one to three slices, each filled with its own number; a keyframe every eighth. */
function stream(): { packets: Uint8Array[]; samples: Set<string> } {
  const packets: Uint8Array[] = []
  const samples = new Set<string>()
  let sequence = 65_520
  for (let picture = 0; picture < picturesSent; picture++) {
    const isKey = picture % 8 === 0
    const slices = Array.from({ length: 1 + (picture % 3) }, (_, part) => {
      const nal = slice(isKey ? 5 : 1, isKey ? 3000 : 700, part === 0)
      nal.fill(0x40 + (picture % 64), 2)
      nal[2] = 0x10 + part
      return nal
    })
    samples.add(slices.map(nal => Buffer.from(nal).toString('hex')).join(' '))
    const payloads = slices.flatMap(nal => (nal.length > 1000 ? fragments(nal, 1000) : [nal]))
    for (const [i, payload] of payloads.entries()) {
      const marker = i === payloads.length - 1
      packets.push(rtp({ sequence: sequence++, timestamp: picture * 6000, payload, marker }))
    }
  }
  return { packets, samples }
}

const sent = stream()

function receive(isOrdered: boolean, isNew = false) {
  const units: VideoUnit[] = []
  const codec = new H264Codec([h264Sps, h264Pps], null)
  const depacketizer = new H264Depacketizer(codec, unit => units.push(unit), 'withhold', isNew)
  const receiver = new RtpReceiver({ depacketizer, payloadType: 96, clockRate: 90_000, isOrdered, ownSsrc: 1 })
  return { receiver, units, depacketizer }
}

function assertOnlyWholePictures(units: readonly VideoUnit[]): void {
  let previous = -1
  for (const unit of units) {
    const sample = nalsOf(unit.data)
      .map(nal => Buffer.from(nal).toString('hex'))
      .join(' ')
    assert.ok(sent.samples.has(sample), 'a broken picture was handed out as whole')
    const picture = unit.timestamp / 6000
    // Without the one it refers to, no picture may go out.
    if (!unit.keyframe) assert.equal(picture, previous + 1)
    previous = picture
  }
}

test('whatever packets are lost, only whole pictures whose references went out are handed out', () => {
  const losses = fc.uniqueArray(fc.nat({ max: sent.packets.length - 1 }), { maxLength: 12 })
  fc.assert(
    fc.property(losses, fc.boolean(), fc.boolean(), (lost, isOrdered, isNew) => {
      const { receiver, units, depacketizer } = receive(isOrdered, isNew)
      for (const [i, packet] of sent.packets.entries()) if (!lost.includes(i)) receiver.packet(packet, i)
      receiver.tick(1e9)
      receiver.end(1e9)
      depacketizer.end()
      assertOnlyWholePictures(units)
      if (lost.length === 0) assert.equal(units.length, picturesSent)
    }),
    { seed: 6, numRuns: 600 },
  )
})

test('packets that overtake each other a little over UDP cost nothing', () => {
  const shifts = fc.array(fc.nat({ max: 6 }), { minLength: sent.packets.length, maxLength: sent.packets.length })
  fc.assert(
    fc.property(shifts, delays => {
      const { receiver, units } = receive(false)
      const order = sent.packets
        .map((packet, i) => ({ packet, at: i + (i < 5 ? 0 : delays[i]!) }))
        .sort((a, b) => a.at - b.at)
      for (const { packet, at } of order) receiver.packet(packet, at)
      receiver.tick(1e9)
      assert.equal(units.length, picturesSent)
      assertOnlyWholePictures(units)
    }),
    { seed: 7, numRuns: 300 },
  )
})

const payload = fc
  .tuple(fc.constantFrom(0, 1, 5, 7, 24, 28, 29, 30, 0x26, 0x42, 0x60, 0x62, 0x64), fc.uint8Array({ maxLength: 80 }))
  .map(([first, rest]) => new Uint8Array([first, ...rest]))
const packet = fc.record({
  payload: fc.oneof(payload, fc.uint8Array({ maxLength: 80 })),
  timestamp: fc.nat({ max: 4 }),
  marker: fc.boolean(),
  lost: fc.boolean(),
})

test('any payloads in any order: no error, and every unit is well formed', () => {
  const check = (make: (emit: (unit: { data: Uint8Array }) => void) => Depacketizer, isVideo: boolean) =>
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 60 }), packets => {
        const depacketizer = make(unit => {
          if (isVideo) for (const nal of nalsOf(unit.data)) assert.ok(nal.length > 0)
          else assert.ok(unit.data.length > 0)
        })
        for (const { payload, timestamp, marker, lost } of packets) {
          if (lost) depacketizer.lost()
          depacketizer.push(payload, timestamp, marker, 0)
        }
        if ('end' in depacketizer) (depacketizer as VideoDepacketizer).end()
      }),
      { seed: 8, numRuns: 1500 },
    )
  for (const isNew of [false, true]) {
    check(emit => new H264Depacketizer(new H264Codec([h264Sps, h264Pps], null), emit, 'conceal', isNew), true)
  }
  for (const donl of [false, true]) check(emit => new H265Depacketizer(new H265Codec([], null), donl, emit), true)
  const aac = { sizeBits: 13, indexBits: 3, indexDeltaBits: 3, frameTicks: 1024 }
  check(emit => new AacDepacketizer(aac, emit), false)
})

test('any bytes as RTP or RTCP are taken or ignored', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 40 }), fc.boolean(), (packets, isOrdered) => {
      const { receiver } = receive(isOrdered)
      for (const [i, bytes] of packets.entries()) {
        const shaped = Uint8Array.from(bytes)
        if (i % 2 === 0 && shaped.length > 0) shaped[0] = 0x80 | (shaped[0]! & 0x3f)
        receiver.packet(shaped, i)
        receiver.rtcp(shaped, i)
        parseSenderReport(shaped)
      }
      receiver.tick(1e9)
      receiver.receiverReport(1e9)
      receiver.clockPoint()
    }),
    { seed: 9, numRuns: 1500 },
  )
})
