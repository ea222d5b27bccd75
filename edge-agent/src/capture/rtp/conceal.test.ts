import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fragments, h264Pps, h264Sps, nalsOf, rtp, slice } from '../testing/rtp-maker.ts'
import type { VideoUnit } from './depacketizer.ts'
import { H264Codec, H264Depacketizer } from './h264.ts'
import { H265Codec, H265Depacketizer } from './h265.ts'
import { RtpReceiver } from './receiver.ts'

function start() {
  const units: VideoUnit[] = []
  const codec = new H264Codec([h264Sps, h264Pps], null)
  const depacketizer = new H264Depacketizer(codec, unit => units.push(unit), 'conceal')
  const shown = () => units.map(unit => `${unit.timestamp}${unit.keyframe ? 'K' : ''}${unit.damaged ? '!' : ''}`)
  return { units, shown, depacketizer, push: depacketizer.push.bind(depacketizer) }
}

/** A picture of slices, each a packet of its own, but for those that are lost. */
function picture(to: ReturnType<typeof start>, timestamp: number, type: number, lost: readonly number[] = []) {
  for (let part = 0; part < 4; part++) {
    if (lost.includes(part)) to.depacketizer.lost()
    else to.push(slice(type, 100, part === 0), timestamp, part === 3, 0)
  }
}

test('of a picture that lost a slice the others are kept and marked, and so are its followers to the next keyframe', () => {
  const to = start()
  picture(to, 0, 5)
  picture(to, 3000, 1)
  picture(to, 6000, 1, [1])
  picture(to, 9000, 1)
  picture(to, 12_000, 5)
  picture(to, 15_000, 1)
  assert.deepEqual(to.shown(), ['0K', '3000', '6000!', '9000!', '12000K', '15000'])
  assert.deepEqual(
    to.units.map(unit => nalsOf(unit.data).length),
    [4, 4, 3, 4, 4, 4],
  )
  assert.deepEqual(to.depacketizer.counters, { units: 6, damaged: 2, dropped: 0, malformed: 0 })
})

for (const [lost, what] of [
  [[0], 'first'],
  [[3], 'last'],
  [[0, 1, 2], 'all but the last'],
] as const) {
  test(`a picture whose ${what} slice was lost is kept, and the next one whole`, () => {
    const to = start()
    picture(to, 0, 5)
    picture(to, 3000, 1, lost)
    picture(to, 6000, 5)
    assert.deepEqual(to.shown(), ['0K', '3000!', '6000K'])
    assert.deepEqual(
      to.units.map(unit => nalsOf(unit.data).length),
      [4, 4 - lost.length, 4],
    )
  })
}

test('a whole picture that is lost marks those behind it, and their times stay', () => {
  const to = start()
  picture(to, 0, 5)
  picture(to, 3000, 1, [0, 1, 2, 3])
  picture(to, 6000, 1)
  assert.deepEqual(to.shown(), ['0K', '6000!'])
  assert.equal(to.units[1]?.afterLoss, true)
})

test('a keyframe that lost a slice is kept and marked, with all behind it', () => {
  const to = start()
  picture(to, 0, 5, [2])
  picture(to, 3000, 1)
  assert.deepEqual(to.shown(), ['0K!', '3000!'])
})

test('of a fragmented slice what came before the loss is kept, never what came behind it', () => {
  const to = start()
  const nal = slice(5, 5000)
  for (const [i, byte] of nal.entries()) if (i > 1) nal[i] = 0x40 + (byte % 8) + (i % 50)
  const pieces = fragments(nal, 1000)
  for (const [i, piece] of pieces.entries()) {
    if (i === 2) to.depacketizer.lost()
    else to.push(piece, 0, i === pieces.length - 1, 0)
  }
  assert.deepEqual(to.shown(), ['0K!'])
  assert.deepEqual(nalsOf(to.units[0]!.data), [nal.subarray(0, 2001)])
})

test('a keyframe whose beginning was lost is none: its followers wait for the next', () => {
  const to = start()
  picture(to, 0, 5)
  const [, ...rest] = fragments(slice(5, 4000), 1000)
  to.depacketizer.lost()
  for (const [i, piece] of rest.entries()) to.push(piece, 3000, i === rest.length - 1, 0)
  picture(to, 6000, 1)
  picture(to, 9000, 5)
  assert.deepEqual(to.shown(), ['0K', '9000K'])
})

test('parameter sets are taken whole or not at all', () => {
  const to = start()
  picture(to, 0, 5)
  const { config } = to.units[0]!
  // A longer set of the same number, of which only the first fragment comes.
  const [head] = fragments(new Uint8Array([...h264Sps, ...new Uint8Array(2000).fill(1)]), 1000)
  to.push(head!, 3000, false, 0)
  to.depacketizer.lost()
  picture(to, 3000, 1)
  picture(to, 6000, 5)
  assert.equal(to.units.at(-1)?.config, config)
})

test('a stream that begins in the middle still waits for a keyframe', () => {
  const to = start()
  picture(to, 0, 1, [1])
  picture(to, 3000, 1)
  assert.deepEqual(to.shown(), [])
})

test('H.265: pictures that lead a random access point are marked when what they refer to was damaged', () => {
  const units: VideoUnit[] = []
  const sets = [
    'QAEMAf//AWAAAAMAkAAAAwAAAwBdlZgJ',
    'QgEBAWAAAAMAkAAAAwAAAwBdoAKAgC0WWVmkkyvAWgIAAAMAAgAAAwAyEA==',
    'RAHBcrRiQA==',
  ].map(text => new Uint8Array(Buffer.from(text, 'base64')))
  const depacketizer = new H265Depacketizer(new H265Codec(sets, null), false, unit => units.push(unit), 'conceal')
  const send = (type: number, timestamp: number) =>
    depacketizer.push(new Uint8Array([type << 1, 1, 0x80, 1, 2]), timestamp, true, 0)
  send(19, 0)
  depacketizer.lost()
  send(1, 3000)
  send(21, 9000)
  send(8, 6000)
  send(1, 12_000)
  assert.deepEqual(
    units.map(unit => [unit.timestamp, unit.damaged]),
    [
      [0, false],
      [3000, true],
      [9000, false],
      [6000, true],
      [12_000, false],
    ],
  )
})

const gopLength = 8
const sent = Array.from({ length: 40 }, (_, number) => {
  const isKey = number % gopLength === 0
  const slices = [0, 1, 2].map(part => {
    const nal = slice(isKey ? 5 : 1, isKey ? 2500 : 700, part === 0)
    nal.fill(0x20 + number, 2)
    nal[2] = 0x10 + part
    return nal
  })
  const payloads = slices.flatMap(nal => (nal.length > 1000 ? fragments(nal, 1000) : [nal]))
  return { slices, payloads }
})
let sequence = 65_480
const packets = sent.flatMap(({ payloads }, number) =>
  payloads.map((payload, i) => {
    const marker = i === payloads.length - 1
    return rtp({ sequence: sequence++, timestamp: number * 6000, payload, marker })
  }),
)

test('whatever is lost, every NAL unit is one that was sent or the beginning of it, and only whole chains pass as whole', () => {
  const losses = fc.uniqueArray(fc.nat({ max: packets.length - 1 }), { maxLength: 20 })
  fc.assert(
    fc.property(losses, fc.boolean(), (lost, isOrdered) => {
      const units: VideoUnit[] = []
      const codec = new H264Codec([h264Sps, h264Pps], null)
      const depacketizer = new H264Depacketizer(codec, unit => units.push(unit), 'conceal')
      const receiver = new RtpReceiver({ depacketizer, payloadType: 96, clockRate: 90_000, isOrdered, ownSsrc: 1 })
      for (const [i, packet] of packets.entries()) if (!lost.includes(i)) receiver.packet(packet, i)
      receiver.tick(1e9)
      let previous = -1
      for (const unit of units) {
        const number = unit.timestamp / 6000
        assert.ok(number > previous, 'in order, each once')
        const { slices } = sent[number]!
        const nals = nalsOf(unit.data).map(nal => Buffer.from(nal))
        for (const nal of nals) {
          const isBeginning = slices.some(each => Buffer.from(each).subarray(0, nal.length).equals(nal))
          assert.ok(isBeginning, 'a NAL unit that nobody sent')
        }
        if (!unit.damaged) {
          assert.deepEqual(
            nals,
            slices.map(each => Buffer.from(each)),
          )
          if (!unit.keyframe) assert.equal(number, previous + 1)
        }
        previous = number
      }
      if (lost.length === 0) assert.equal(units.filter(unit => !unit.damaged).length, sent.length)
    }),
    { seed: 12, numRuns: 600 },
  )
})
