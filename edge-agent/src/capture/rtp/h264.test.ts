import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fragments, h264OtherPps, h264OtherSps, h264Pps, h264Sps, nalsOf, slice } from '../testing/rtp-maker.ts'
import type { VideoUnit } from './depacketizer.ts'
import { H264Codec, H264Depacketizer } from './h264.ts'

function start(sets: Uint8Array[] = [h264Sps, h264Pps]) {
  const units: VideoUnit[] = []
  const depacketizer = new H264Depacketizer(new H264Codec(sets, null), unit => units.push(unit))
  return { units, depacketizer, push: depacketizer.push.bind(depacketizer) }
}

const stapA = (...nals: Uint8Array[]) =>
  new Uint8Array([24, ...nals.flatMap(nal => [nal.length >> 8, nal.length & 255, ...nal])])

test('a unit goes out with its marker, not with the next packet', () => {
  const { units, push } = start()
  push(slice(5, 100), 3000, true, 7)
  assert.equal(units.length, 1)
  assert.deepEqual([units[0]?.keyframe, units[0]?.timestamp, units[0]?.arrivedAtMs], [true, 3000, 7])
  assert.deepEqual(nalsOf(units[0]!.data), [slice(5, 100)])
})

test('a camera that sets no marker is served when the timestamp changes', () => {
  const { units, push } = start()
  push(slice(5, 50), 0, false, 0)
  push(slice(5, 40, false), 0, false, 0)
  push(slice(1, 30), 3000, false, 0)
  assert.deepEqual(
    units.map(unit => nalsOf(unit.data).length),
    [2],
  )
})

test('aggregates and fragments come out as the NAL units that went in', () => {
  const { units, push } = start([])
  const idr = slice(5, 5000)
  push(stapA(h264Sps, h264Pps, slice(6, 12)), 0, false, 0)
  const pieces = fragments(idr, 1400)
  for (const [i, piece] of pieces.entries()) push(piece, 0, i === pieces.length - 1, 0)
  assert.deepEqual(nalsOf(units[0]!.data), [slice(6, 12), idr])
  assert.deepEqual([units[0]!.config.width, units[0]!.config.height, units[0]!.config.frameRate], [640, 360, 15])
})

test('parameter sets, delimiters and filler are no part of a sample', () => {
  const { units, push } = start([])
  for (const nal of [new Uint8Array([9, 0x10]), h264Sps, h264Pps, slice(12, 20)]) push(nal, 0, true, 0)
  push(slice(5, 30), 0, true, 0)
  assert.deepEqual(nalsOf(units[0]!.data), [slice(5, 30)])
})

test('Annex B inside a payload is taken apart', () => {
  const { units, push } = start([])
  const startCode = [0, 0, 0, 1]
  push(new Uint8Array([...h264Sps, ...startCode, ...h264Pps, ...startCode, ...slice(5, 30)]), 0, true, 0)
  push(new Uint8Array([...startCode, ...slice(1, 20)]), 3000, true, 0)
  assert.deepEqual(
    units.map(unit => nalsOf(unit.data)),
    [[slice(5, 30)], [slice(1, 20)]],
  )
})

test('changed parameter sets reach the next keyframe as another configuration', () => {
  const { units, push } = start()
  push(slice(5, 30), 0, true, 0)
  push(slice(1, 30), 3000, true, 0)
  push(h264OtherSps, 6000, false, 0)
  push(h264OtherPps, 6000, false, 0)
  push(slice(5, 30), 6000, true, 0)
  const [first, second, third] = units
  assert.equal(first?.config, second?.config)
  assert.notEqual(second?.config, third?.config)
  assert.equal(third?.config.codecString, 'avc1.640028')
  assert.deepEqual([third?.config.width, third?.config.height], [1920, 1080])
})

test('the same parameter sets again change nothing', () => {
  const { units, push } = start()
  for (let i = 0; i < 5; i++) {
    push(stapA(h264Sps, h264Pps), i, false, 0)
    push(slice(5, 30), i, true, 0)
  }
  assert.equal(new Set(units.map(unit => unit.config)).size, 1)
})

test('after loss nothing goes out until a whole keyframe', () => {
  const { units, depacketizer, push } = start()
  push(slice(5, 30), 0, true, 0)
  depacketizer.lost()
  push(slice(1, 30), 3000, true, 0)
  const [head, ...rest] = fragments(slice(5, 4000), 1000)
  push(head!, 6000, false, 0)
  depacketizer.lost()
  for (const [i, piece] of rest.slice(1).entries()) push(piece, 6000, i === rest.length - 2, 0)
  push(slice(1, 30), 9000, true, 0)
  assert.equal(units.length, 1)
  push(slice(5, 30), 12000, true, 0)
  push(slice(1, 30), 15000, true, 0)
  assert.deepEqual(
    units.map(unit => [unit.timestamp, unit.afterLoss]),
    [
      [0, false],
      [12000, true],
      [15000, false],
    ],
  )
  assert.equal(depacketizer.counters.dropped, 3)
})

test('a keyframe whose first slice was lost is not taken for whole', () => {
  const { units, depacketizer, push } = start()
  depacketizer.lost()
  push(slice(5, 30, false), 0, true, 0)
  assert.equal(units.length, 0)
})

test('a stream joined in the middle waits for its keyframe', () => {
  const { units, push } = start()
  push(slice(1, 30), 0, true, 0)
  push(slice(1, 30), 3000, true, 0)
  push(slice(5, 30), 6000, true, 0)
  assert.deepEqual(
    units.map(unit => unit.timestamp),
    [6000],
  )
})

test('a camera that marks every slice loses one picture, then its markers are not believed', () => {
  const { units, push } = start()
  for (let picture = 0; picture < 4; picture++) {
    for (let part = 0; part < 3; part++) push(slice(5, 30, part === 0), picture * 3000, true, 0)
  }
  assert.deepEqual(
    units.slice(1).map(unit => [unit.timestamp, nalsOf(unit.data).length]),
    [
      [3000, 3],
      [6000, 3],
    ],
  )
})

test('the two fields of an interlaced picture are one unit', () => {
  const interlaced = new Uint8Array(Buffer.from('Z01AHuygWj2wEQAAAwPpAADqYB8UKZY=', 'base64'))
  const { units, push } = start([interlaced, h264Pps])
  for (const timestamp of [0, 3003, 6006]) {
    push(slice(timestamp === 0 ? 5 : 1, 30), timestamp, true, 0)
    push(slice(1, 20), timestamp, true, 0)
  }
  assert.deepEqual(
    units.map(unit => [unit.timestamp, nalsOf(unit.data).length]),
    [
      [0, 2],
      [3003, 2],
    ],
  )
})

test('a forgotten end bit costs nothing when no packet is missing', () => {
  const { units, push } = start()
  const [first, second] = fragments(slice(5, 1500), 1000)
  second![1]! &= ~0x40
  push(first!, 0, false, 0)
  push(second!, 0, true, 0)
  assert.deepEqual(nalsOf(units[0]!.data), [slice(5, 1500)])
})

test('samples stay as they were when later ones are written', () => {
  const { units, push } = start()
  const want: string[] = []
  for (let i = 0; i < 400; i++) {
    const nal = slice(5, 1000 + i * 7)
    nal[500] = i
    want.push(Buffer.from(nal).toString('hex'))
    push(nal, i * 3000, true, 0)
  }
  assert.deepEqual(
    units.map(unit => Buffer.from(nalsOf(unit.data)[0]!).toString('hex')),
    want,
  )
})

test('an endless fragment is cut off', () => {
  const { units, depacketizer, push } = start()
  const payload = new Uint8Array(60_000).fill(0x55)
  payload[0] = 0x7c
  payload[1] = 0x85
  push(payload, 0, false, 0)
  payload[1] = 0x05
  for (let i = 0; i < 600; i++) push(payload, 0, false, 0)
  push(slice(5, 30), 3000, true, 0)
  assert.equal(units.length, 1)
  assert.equal(depacketizer.counters.dropped, 1)
})
