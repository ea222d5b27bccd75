import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nalsOf } from '../testing/rtp-maker.ts'
import type { VideoUnit } from './depacketizer.ts'
import { H265Codec, H265Depacketizer } from './h265.ts'

const base64 = (text: string) => new Uint8Array(Buffer.from(text, 'base64'))
const vps = base64('QAEMAf//AWAAAAMAkAAAAwAAAwB4lZgJ')
const sps = base64('QgEBAWAAAAMAkAAAAwAAAwB4oAPAgBDlllZpJMrwFoCAAAADAIAAAAyE')
const pps = base64('RAHBcrRiQA==')

const trailing = 1
const rasl = 9
const idr = 19
const cra = 21

function slice(type: number, length: number, first = true): Uint8Array {
  const nal = new Uint8Array(length).fill(0x55)
  nal.set([type << 1, 1, first ? 0xaf : 0x2f])
  return nal
}

function start(sets: Uint8Array[] = [vps, sps, pps], hasDonl = false) {
  const units: VideoUnit[] = []
  const depacketizer = new H265Depacketizer(new H265Codec(sets, null), hasDonl, unit => units.push(unit))
  return { units, depacketizer, push: depacketizer.push.bind(depacketizer) }
}

function aggregate(nals: Uint8Array[], donl: boolean): Uint8Array {
  const parts = nals.flatMap((nal, i) => [
    ...(donl ? (i === 0 ? [0, 9] : [0]) : []),
    nal.length >> 8,
    nal.length & 255,
    ...nal,
  ])
  return new Uint8Array([48 << 1, 1, ...parts])
}

function fragments(nal: Uint8Array, size: number, donl: boolean): Uint8Array[] {
  const pieces: Uint8Array[] = []
  for (let at = 2; at < nal.length; at += size) {
    const end = Math.min(nal.length, at + size)
    const flags = (at === 2 ? 0x80 : 0) | (end === nal.length ? 0x40 : 0)
    const order = donl && at === 2 ? [0, 5] : []
    pieces.push(new Uint8Array([49 << 1, 1, flags | (nal[0]! >> 1), ...order, ...nal.subarray(at, end)]))
  }
  return pieces
}

for (const donl of [false, true]) {
  test(`aggregates and fragments come out as they went in, ${donl ? 'with' : 'without'} decoding order numbers`, () => {
    const { units, push } = start([], donl)
    const picture = slice(idr, 4000)
    push(aggregate([vps, sps, pps], donl), 0, false, 0)
    const pieces = fragments(picture, 1300, donl)
    for (const [i, piece] of pieces.entries()) push(piece, 0, i === pieces.length - 1, 0)
    const next = slice(trailing, 60)
    push(donl ? new Uint8Array([next[0]!, next[1]!, 0, 7, ...next.subarray(2)]) : next, 3600, true, 0)
    assert.deepEqual(
      units.map(unit => [nalsOf(unit.data), unit.keyframe]),
      [
        [[picture], true],
        [[next], false],
      ],
    )
    assert.deepEqual([units[0]!.config.codecString, units[0]!.config.width], ['hvc1.1.6.L120.90', 1920])
  })
}

test('pictures that lean on what came before a random access point are dropped where decoding starts there', () => {
  const { units, push } = start()
  push(slice(cra, 50), 9000, true, 0)
  push(slice(rasl, 50), 3000, true, 0)
  push(slice(trailing, 50), 12000, true, 0)
  push(slice(cra, 50), 21000, true, 0)
  push(slice(rasl, 50), 15000, true, 0)
  assert.deepEqual(
    units.map(unit => unit.timestamp),
    [9000, 12000, 21000, 15000],
  )
})

test('after loss nothing goes out until a whole random access point', () => {
  const { units, depacketizer, push } = start()
  push(slice(idr, 50), 0, true, 0)
  depacketizer.lost()
  push(slice(trailing, 50), 3600, true, 0)
  push(slice(idr, 50, false), 7200, true, 0)
  push(slice(idr, 50), 10800, true, 0)
  assert.deepEqual(
    units.map(unit => unit.timestamp),
    [0, 10800],
  )
})

test('units of other layers, delimiters and vendor payloads leave pictures whole', () => {
  const { units, push } = start()
  const layer = slice(trailing, 30)
  layer[1] = 0x09
  push(new Uint8Array([35 << 1, 1, 0x50]), 0, false, 0)
  push(new Uint8Array([60 << 1, 1, 1, 2, 3]), 0, false, 0)
  push(layer, 0, false, 0)
  push(slice(idr, 40), 0, true, 0)
  assert.deepEqual(nalsOf(units[0]!.data), [slice(idr, 40)])
})
