import assert from 'node:assert/strict'
import { test } from 'node:test'
import { h264Pps, h264Sps, nalsOf, slice } from '../testing/rtp-maker.ts'
import type { VideoUnit } from './depacketizer.ts'
import { H264Codec, H264Depacketizer } from './h264.ts'
import { H265Codec, H265Depacketizer } from './h265.ts'
import type { LossPolicy } from './picture-chain.ts'

/** A camera of which nothing is known yet. */
function start(policy: LossPolicy = 'conceal') {
  const units: VideoUnit[] = []
  const codec = new H264Codec([h264Sps, h264Pps], null)
  const depacketizer = new H264Depacketizer(codec, unit => units.push(unit), policy, true)
  const push = depacketizer.push.bind(depacketizer)
  const slices = () => units.map(unit => nalsOf(unit.data).length)
  return { units, slices, depacketizer, push }
}

for (const policy of ['conceal', 'withhold'] as const) {
  test(`a camera that marks every slice loses no picture, and none goes out in parts (${policy})`, () => {
    const { units, slices, depacketizer, push } = start(policy)
    for (let picture = 0; picture < 6; picture++) {
      const type = picture % 3 === 0 ? 5 : 1
      for (let part = 0; part < 4; part++) push(slice(type, 30, part === 0), picture * 3000, true, 0)
    }
    depacketizer.end()
    assert.deepEqual(slices(), [4, 4, 4, 4, 4, 4])
    assert.ok(units.every(unit => !unit.damaged && !unit.afterLoss))
    assert.deepEqual(depacketizer.counters, { units: 6, damaged: 0, dropped: 0, malformed: 0 })
  })
}

test('of a camera that marks only the end of a picture each goes out with its marker, from the second on', () => {
  const { slices, push } = start()
  const picture = (timestamp: number) => {
    for (let part = 0; part < 3; part++) push(slice(5, 30, part === 0), timestamp, part === 2, 0)
  }
  picture(0)
  assert.deepEqual(slices(), [])
  picture(3000)
  assert.deepEqual(slices(), [3, 3])
})

test('the first picture of a slow camera does not wait for the second', () => {
  const { slices, depacketizer, push } = start()
  push(slice(5, 30), 0, true, 0)
  depacketizer.idle()
  assert.deepEqual(slices(), [], 'another packet may have come since')
  depacketizer.idle()
  assert.deepEqual(slices(), [1])
  push(slice(1, 30), 90_000, true, 0)
  assert.deepEqual(slices(), [1, 1])
})

test('a camera that sets no marker: its last picture goes out at the end', () => {
  const { slices, depacketizer, push } = start()
  for (let picture = 0; picture < 3; picture++) {
    push(slice(5, 30), picture * 3000, false, 0)
    push(slice(5, 30, false), picture * 3000, false, 0)
  }
  depacketizer.idle()
  depacketizer.idle()
  assert.deepEqual(slices(), [2, 2])
  depacketizer.end()
  assert.deepEqual(slices(), [2, 2, 2])
})

test('what is known to be incomplete does not go out at the end', () => {
  const marked = start()
  for (const at of [0, 3000]) for (const part of [0, 1]) marked.push(slice(5, 30, part === 0), at, part === 1, 0)
  marked.push(slice(1, 30), 6000, false, 0)
  marked.depacketizer.end()
  assert.deepEqual(marked.slices(), [2, 2], 'its marker did not come')
  const bare = start()
  for (const at of [0, 3000]) for (const part of [0, 1]) bare.push(slice(5, 30, part === 0), at, false, 0)
  bare.push(slice(1, 30), 6000, false, 0)
  bare.depacketizer.end()
  assert.deepEqual(bare.slices(), [2, 2], 'the pictures before it had two slices')
  const open = start()
  for (const at of [0, 3000]) open.push(slice(5, 30), at, false, 0)
  open.push(new Uint8Array([0x7c, 0x81, ...slice(1, 300)]), 6000, false, 0)
  open.depacketizer.end()
  assert.deepEqual(open.slices(), [1, 1], 'its NAL unit is open')
  const lossy = start()
  for (const at of [0, 3000]) lossy.push(slice(5, 30), at, false, 0)
  lossy.push(slice(1, 30), 6000, false, 0)
  lossy.depacketizer.lost()
  lossy.depacketizer.end()
  assert.deepEqual(lossy.slices(), [1, 1], 'a packet of it was lost')
})

test('H.265 the same: every slice marked, and the last picture without a marker', () => {
  const base64 = (text: string) => new Uint8Array(Buffer.from(text, 'base64'))
  const sets = [
    base64('QAEMAf//AWAAAAMAkAAAAwAAAwB4lZgJ'),
    base64('QgEBAWAAAAMAkAAAAwAAAwB4oAPAgBDlllZpJMrwFoCAAAADAIAAAAyE'),
    base64('RAHBcrRiQA=='),
  ]
  for (const marker of [true, false]) {
    const units: VideoUnit[] = []
    const codec = new H265Codec(sets, null)
    const depacketizer = new H265Depacketizer(codec, false, unit => units.push(unit), 'conceal', true)
    for (let at = 0; at < 3; at++) {
      for (const part of [0, 1]) {
        const nal = new Uint8Array(40).fill(0x55)
        nal.set([(at === 0 ? 19 : 1) << 1, 1, part === 0 ? 0xaf : 0x2f])
        depacketizer.push(nal, at * 3000, marker, 0)
      }
    }
    depacketizer.end()
    assert.deepEqual(
      units.map(unit => nalsOf(unit.data).length),
      [2, 2, 2],
    )
  }
})

test('pictures that share a timestamp are told by their first slices, also while nothing is known of the markers', () => {
  for (const slicesEach of [1, 3]) {
    const { slices, depacketizer, push } = start()
    for (let picture = 0; picture < 4; picture++) {
      for (let part = 0; part < slicesEach; part++) push(slice(5, 30, part === 0), 7000, true, picture)
    }
    depacketizer.end()
    assert.deepEqual(slices(), new Array(4).fill(slicesEach))
  }
})
