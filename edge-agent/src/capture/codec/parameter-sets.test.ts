import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { avcCodecString, buildAvcC } from './avcc.ts'
import { parseH264Sps } from './h264-sps.ts'
import { parseH265Sps } from './h265-sps.ts'
import { buildHvcC, hevcCodecString } from './hvcc.ts'

const bytes = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'))

/** Encoded with x264, the boxes written by ffmpeg: neither is ours. */
const h264 = [
  {
    name: '1080p High, cropped by 8 lines',
    sps: 'Z2QAKKyyAPAET8uAiAAAAwAIAAADAZB4wZJA',
    pps: 'aOvDyyLA',
    avcC: 'AWQAKP/hABtnZAAorLIA8ARPy4CIAAADAAgAAAMBkHjBkkABAAZo68PLIsD9+PgA',
    codec: 'avc1.640028',
    size: [1920, 1080],
    rate: 25,
  },
  {
    name: '360p Constrained Baseline',
    sps: 'Z0LAFtkAoC/5cBEAAAMAAQAAAwAeDxYuSA==',
    pps: 'aMuDyyA=',
    avcC: 'AULAFv/hABlnQsAW2QCgL/lwEQAAAwABAAADAB4PFi5IAQAFaMuDyyA=',
    codec: 'avc1.42c016',
    size: [640, 360],
    rate: 15,
  },
  {
    name: '4:4:4 with odd sizes',
    sps: 'Z/QADJGbKCoQ8fH4CIAAAAMBAAADABkHihTL',
    pps: 'aOvjxEhE',
    avcC: 'AfQADP/hABtn9AAMkZsoKhDx8fgIgAAAAwEAAAMAGQeKFMsBAAZo6+PESET/+PgA',
    codec: 'avc1.f4000c',
    size: [322, 242],
    rate: 12.5,
  },
  {
    name: '4:2:2, 10 bits',
    sps: 'Z3oAH7bNlAUAW+rwEQAAAwABAAADABQPGDGW',
    pps: 'aOvjyyLA',
    avcC: 'AXoAH//hABtnegAfts2UBQBb6vARAAADAAEAAAMAFA8YMZYBAAZo6+PLIsD++voA',
    codec: 'avc1.7a001f',
    size: [1278, 718],
    rate: 10,
  },
] as const

for (const vector of h264) {
  test(`H.264 parameter sets give size, rate, codec string and avcC: ${vector.name}`, () => {
    const sps = parseH264Sps(bytes(vector.sps))
    assert.ok(sps)
    assert.deepEqual([sps.width, sps.height], vector.size)
    assert.equal(sps.frameRate, vector.rate)
    assert.equal(avcCodecString(sps), vector.codec)
    const avcC = buildAvcC(sps, [bytes(vector.sps)], [bytes(vector.pps)])
    assert.equal(Buffer.from(avcC).toString('base64'), vector.avcC)
  })
}

/** x264 with interlaced coding. */
const interlacedSps = bytes('Z01AHuygWj2wEQAAAwPpAADqYB8UKZY=')

test('an interlaced H.264 picture counts its lines in fields', () => {
  const sps = parseH264Sps(interlacedSps)
  assert.deepEqual([sps?.width, sps?.height], [720, 480])
  assert.ok(Math.abs((sps?.frameRate ?? 0) - 30000 / 1001) < 0.001)
})

/** Encoded with x265, the boxes written by ffmpeg. */
const h265 = [
  {
    name: '1080p Main',
    vps: 'QAEMAf//AWAAAAMAkAAAAwAAAwB4lZgJ',
    sps: 'QgEBAWAAAAMAkAAAAwAAAwB4oAPAgBDlllZpJMrwFoCAAAADAIAAAAyE',
    pps: 'RAHBcrRiQA==',
    hvcC: 'AQFgAAAAkAAAAAAAePAA/P34+AAADwMgAAEAGEABDAH//wFgAAADAJAAAAMAAAMAeJWYCSEAAQAqQgEBAWAAAAMAkAAAAwAAAwB4oAPAgBDlllZpJMrwFoCAAAADAIAAAAyEIgABAAdEAcFytGJA',
    codec: 'hvc1.1.6.L120.90',
    size: [1920, 1080],
    rate: 25,
  },
  {
    name: '1440p Main 10 with scaling lists',
    vps: 'QAEMAf//AiAAAAMAkAAAAwAAAwCWlZgJ',
    sps: 'QgEBAiAAAAMAkAAAAwAAAwCWoAFAIAWhNllZpJOV4C0BAAADAAEAAAMAFAg=',
    pps: 'RAHBcrRiQA==',
    hvcC: 'AQIgAAAAkAAAAAAAlvAA/P36+gAADwMgAAEAGEABDAH//wIgAAADAJAAAAMAAAMAlpWYCSEAAQAsQgEBAiAAAAMAkAAAAwAAAwCWoAFAIAWhNllZpJOV4C0BAAADAAEAAAMAFAgiAAEAB0QBwXK0YkA=',
    codec: 'hvc1.2.4.L150.90',
    size: [2560, 1440],
    rate: 20,
  },
  {
    name: '4:2:2 Rext with odd sizes',
    vps: 'QAEMAf//BAgAAAMAnQgAAAMAAF2VmAk=',
    sps: 'QgEBBAgAAAMAnQgAAAMAAF2wAoCALR1bZZWaSTK8BaAgAAB9IAAOpgE=',
    pps: 'RAHBcrRiQA==',
    hvcC: 'AQQIAAAAnQgAAAAAXfAA/P76+gAADwMgAAEAF0ABDAH//wQIAAADAJ0IAAADAABdlZgJIQABAClCAQEECAAAAwCdCAAAAwAAXbACgIAtHVtllZpJMrwFoCAAAH0gAA6mASIAAQAHRAHBcrRiQA==',
    codec: 'hvc1.4.10.L93.9D.8',
    size: [1278, 718],
    rate: 30000 / 1001,
  },
] as const

/** `hvc1` promises that the arrays are complete; ffmpeg's were written without that bit. */
function withoutCompleteness(hvcC: Uint8Array): string {
  const copy = Buffer.from(hvcC)
  let at = 23
  for (let array = 0; array < copy[22]!; array++) {
    copy[at]! &= 0x3f
    const units = copy.readUInt16BE(at + 1)
    at += 3
    for (let i = 0; i < units; i++) at += 2 + copy.readUInt16BE(at)
  }
  return copy.toString('base64')
}

for (const vector of h265) {
  test(`H.265 parameter sets give size, rate, codec string and hvcC: ${vector.name}`, () => {
    const sps = parseH265Sps(bytes(vector.sps))
    assert.ok(sps)
    assert.deepEqual([sps.width, sps.height], vector.size)
    assert.ok(Math.abs((sps.frameRate ?? 0) - vector.rate) < 0.001)
    assert.equal(hevcCodecString(sps), vector.codec)
    const hvcC = buildHvcC(sps, { vps: [bytes(vector.vps)], sps: [bytes(vector.sps)], pps: [bytes(vector.pps)] })
    assert.equal(withoutCompleteness(hvcC), vector.hvcC)
  })
}

test('parameter sets cut short, mutated or random never throw and never claim absurd sizes', () => {
  const seeds = [...h264, ...h265].map(vector => bytes(vector.sps))
  const mutated = fc
    .tuple(fc.constantFrom(...seeds), fc.nat(), fc.integer({ min: 0, max: 255 }), fc.nat())
    .map(([seed, at, value, length]) => {
      const copy = seed.slice(0, 1 + (length % seed.length))
      copy[at % copy.length] = value
      return copy
    })
  fc.assert(
    fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 200 })), nal => {
      for (const sps of [parseH264Sps(nal), parseH265Sps(nal)]) {
        if (sps) assert.ok(sps.width > 0 && sps.width <= 16384 && sps.height > 0 && sps.height <= 16384)
      }
    }),
    { seed: 1, numRuns: 5000 },
  )
})
