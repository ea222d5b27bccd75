import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AacDepacketizer, type AacFormat } from './aac.ts'
import type { AudioUnit } from './depacketizer.ts'
import { WholePacketAudio } from './whole-packet-audio.ts'

const hbr: AacFormat = { sizeBits: 13, indexBits: 3, indexDeltaBits: 3, frameTicks: 1024 }
const lbr: AacFormat = { sizeBits: 6, indexBits: 2, indexDeltaBits: 2, frameTicks: 1024 }

function start(format: AacFormat) {
  const units: AudioUnit[] = []
  const depacketizer = new AacDepacketizer(format, unit => units.push(unit))
  return { units, depacketizer }
}

function hbrPacket(sizes: number[], data: Uint8Array): Uint8Array {
  const headers = sizes.flatMap(size => [(size << 3) >> 8, (size << 3) & 255])
  return new Uint8Array([(sizes.length * 16) >> 8, (sizes.length * 16) & 255, ...headers, ...data])
}

test('AAC-hbr: several frames in one packet, each 1024 samples after the last', () => {
  const { units, depacketizer } = start(hbr)
  depacketizer.push(hbrPacket([2, 3], new Uint8Array([1, 2, 3, 4, 5])), 5000, true, 0)
  assert.deepEqual(
    units.map(unit => [unit.timestamp, [...unit.data]]),
    [
      [5000, [1, 2]],
      [6024, [3, 4, 5]],
    ],
  )
})

test('AAC-lbr: one byte of header each', () => {
  const { units, depacketizer } = start(lbr)
  depacketizer.push(new Uint8Array([0, 16, 2 << 2, 1 << 2, 7, 8, 9]), 0, true, 0)
  assert.deepEqual(
    units.map(unit => [...unit.data]),
    [[7, 8], [9]],
  )
})

test('a frame over several packets is put together, and dropped when one of them is lost', () => {
  const { units, depacketizer } = start(hbr)
  const part = (bytes: number[]) => hbrPacket([6], new Uint8Array(bytes))
  depacketizer.push(part([1, 2]), 0, false, 0)
  depacketizer.push(part([3, 4]), 0, false, 0)
  depacketizer.push(part([5, 6]), 0, true, 0)
  depacketizer.push(part([1, 2]), 1024, false, 0)
  depacketizer.lost()
  depacketizer.push(part([5, 6]), 1024, true, 0)
  depacketizer.push(part([1, 2, 3, 4, 5, 6]), 2048, true, 0)
  assert.deepEqual(
    units.map(unit => [unit.timestamp, [...unit.data]]),
    [
      [0, [1, 2, 3, 4, 5, 6]],
      [2048, [1, 2, 3, 4, 5, 6]],
    ],
  )
  assert.equal(depacketizer.counters.dropped, 2)
})

test('headers that contradict their packet are counted, not believed', () => {
  const { units, depacketizer } = start(hbr)
  for (const packet of [[0], [0xff, 0xff, 1], [0, 0, 1, 2], [0, 32, 0, 8, 0xff, 0xff, 1]]) {
    depacketizer.push(new Uint8Array(packet), 0, true, 0)
  }
  assert.ok(units.length <= 1)
  assert.equal(depacketizer.counters.malformed, 3)
})

test('G.711 and Opus packets are one frame each, copied out of the socket’s buffer', () => {
  const units: AudioUnit[] = []
  const depacketizer = new WholePacketAudio(
    payload => payload.length,
    unit => units.push(unit),
  )
  const buffer = Buffer.from([1, 2, 3])
  depacketizer.push(buffer, 160, true, 5)
  buffer.fill(0)
  depacketizer.push(new Uint8Array(0), 320, true, 5)
  assert.deepEqual(units, [{ timestamp: 160, durationTicks: 3, data: new Uint8Array([1, 2, 3]), arrivedAtMs: 5 }])
})
