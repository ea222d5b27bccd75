import assert from 'node:assert/strict'
import { test } from 'node:test'
import { h264Pps, h264Sps, slice } from '../testing/rtp-maker.ts'
import type { VideoUnit } from './depacketizer.ts'
import { H264Codec, H264Depacketizer } from './h264.ts'
import type { LossPolicy } from './picture-chain.ts'

/** SEI with a recovery point (H.264 D.2.8): recovery_frame_cnt 0 or 2. */
const recoveryPoint = { 0: Uint8Array.of(6, 6, 1, 0xc4, 0x80), 2: Uint8Array.of(6, 6, 1, 0x71, 0x80) }

function start(policy: LossPolicy) {
  const units: VideoUnit[] = []
  const depacketizer = new H264Depacketizer(new H264Codec([h264Sps, h264Pps], null), unit => units.push(unit), policy)
  return {
    lost: () => depacketizer.lost(),
    picture: (timestamp: number, type: number) => depacketizer.push(slice(type, 100), timestamp, true, 0),
    /** nal_ref_idc 0 */
    disposable: (timestamp: number) => {
      const nal = slice(1, 100)
      nal[0]! &= 0x1f
      depacketizer.push(nal, timestamp, true, 0)
    },
    recovery: (timestamp: number, frames: 0 | 2) => {
      depacketizer.push(recoveryPoint[frames], timestamp, false, 0)
      depacketizer.push(slice(1, 100), timestamp, true, 0)
    },
    shown: () => units.map(unit => `${unit.timestamp}${unit.keyframe ? 'K' : ''}${unit.damaged ? '!' : ''}`),
  }
}

test('after loss a recovery point mends by and by: what comes before all is right stays marked', () => {
  const to = start('conceal')
  to.picture(0, 5)
  to.lost()
  to.picture(3000, 1)
  to.recovery(6000, 2)
  to.picture(9000, 1)
  to.picture(12_000, 1)
  to.picture(15_000, 1)
  assert.deepEqual(to.shown(), ['0K', '3000!', '6000K!', '9000!', '12000', '15000'])
})

test('loss while a recovery point mends leaves it to the next one; one that is right at once mends at once', () => {
  const to = start('conceal')
  to.picture(0, 5)
  to.lost()
  to.recovery(3000, 2)
  to.lost()
  for (const timestamp of [6000, 9000, 12_000]) to.picture(timestamp, 1)
  to.recovery(15_000, 0)
  to.picture(18_000, 1)
  assert.deepEqual(to.shown(), ['0K', '3000K!', '6000!', '9000!', '12000!', '15000K', '18000'])
})

test('a recovery point counts the pictures that others refer to, and no other', () => {
  const to = start('conceal')
  to.picture(0, 5)
  to.lost()
  to.recovery(3000, 2)
  to.disposable(6000)
  to.picture(9000, 1)
  to.disposable(12_000)
  to.picture(15_000, 1)
  to.disposable(18_000)
  assert.deepEqual(to.shown(), ['0K', '3000K!', '6000!', '9000!', '12000!', '15000', '18000'])
})

for (const policy of ['withhold', 'conceal'] as const) {
  test(`${policy}: what is shown before the recovery point that a stream begins with is left out`, () => {
    const to = start(policy)
    to.recovery(9000, 2)
    to.picture(6000, 1)
    to.picture(12_000, 1)
    to.picture(3000, 5)
    assert.deepEqual(to.shown(), ['9000K', '12000', '3000K'])
  })
}
