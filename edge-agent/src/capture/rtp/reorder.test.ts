import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ReorderBuffer } from './reorder.ts'
import { longestWindowMs, ReorderWindow, shortestWindowMs } from './reorder-window.ts'

function buffer(startMs = 0) {
  const window = new ReorderWindow()
  const out: number[] = []
  const limits = {
    packets: window.packets,
    bytes: window.bytes,
    startMs,
    ms: (nowMs: number) => window.ms(nowMs),
    displaced: (ms: number, nowMs: number) => window.displaced(ms, nowMs),
  }
  const reorder = new ReorderBuffer(limits, packet => out.push((packet[0]! << 8) | packet[1]!))
  const push = (sequence: number, nowMs: number, bytes = 2) => {
    const packet = new Uint8Array(bytes)
    packet.set([(sequence >> 8) & 0xff, sequence & 0xff])
    window.arrived(nowMs, 0)
    reorder.push(packet, sequence & 0xffff, nowMs)
  }
  return { window, out, reorder, push }
}

test('a camera of 27 packets a second is waited for as many packets as others overtake', () => {
  const { out, push } = buffer()
  // Every ninth comes behind the three sent after it: 111 ms late.
  const sent = Array.from({ length: 270 }, (_, i) => ({ i, atMs: i * 37 + (i % 9 === 8 ? 112 : 0) }))
  for (const { i, atMs } of sent.toSorted((a, b) => a.atMs - b.atMs)) push(i, atMs)
  assert.deepEqual(
    out,
    Array.from({ length: 270 }, (_, i) => i),
  )
})

test('a network whose packets come later than the window is waited for after the first', () => {
  const { out, window, push } = buffer()
  const sent = Array.from({ length: 4000 }, (_, i) => ({ i, atMs: i / 2 + (i % 200 === 150 ? 140 : 0) }))
  for (const { i, atMs } of sent.toSorted((a, b) => a.atMs - b.atMs)) push(i, atMs)
  const late = out.filter((number, i) => i > 0 && number < out[i - 1]!)
  assert.deepEqual(late, [150], 'the first teaches the window, all others come in their turn')
  assert.ok(window.ms(2000) >= 200 && window.ms(2000) <= longestWindowMs)
  assert.equal(window.ms(200_000), shortestWindowMs, 'and what was learnt is forgotten')
})

test('the window is bounded both ways, whatever the packets do', () => {
  const steps = fc.array(fc.tuple(fc.nat({ max: 100_000 }), fc.nat({ max: 500_000 }), fc.nat({ max: 1e6 })))
  fc.assert(
    fc.property(steps, all => {
      const window = new ReorderWindow()
      let nowMs = 0
      for (const [passedMs, jitterMs, displacedMs] of all) {
        nowMs += passedMs
        window.arrived(nowMs, jitterMs)
        window.displaced(displacedMs, nowMs)
        const ms = window.ms(nowMs)
        assert.ok(ms >= shortestWindowMs && ms <= longestWindowMs, String(ms))
      }
    }),
    { seed: 11, numRuns: 300 },
  )
})

test('what is held is bounded in packets and bytes, and comes out in order over the wrap', () => {
  const { out, reorder, push, window } = buffer()
  push(65_000, 0)
  for (let i = 2; i < 2500; i++) push(65_000 + i, 0)
  assert.ok(reorder.size <= window.packets)
  const big = buffer()
  big.push(0, 0)
  for (let i = 2; i < 200; i++) {
    big.push(i, 0, 60_000)
    assert.ok(big.reorder.byteLength <= window.bytes)
  }
  reorder.expire(10_000)
  assert.deepEqual(
    out,
    [0, ...Array.from({ length: 2498 }, (_, i) => i + 2)].map(i => (65_000 + i) & 0xffff),
  )
})

test('of the first packets the one that was sent first comes out first', () => {
  const { out, reorder, push } = buffer(150)
  for (const [i, number] of [65_535, 65_534, 1, 0].entries()) push(number, i * 30)
  assert.deepEqual(out, [])
  reorder.expire(150)
  assert.deepEqual(out, [65_534, 65_535, 0, 1])
})

test('the numbers that are waited for are told, in order', () => {
  const { reorder, push } = buffer()
  for (const number of [65_533, 65_535, 2, 1]) push(number, 0)
  assert.deepEqual(reorder.missing(10), [65_534, 0])
  assert.deepEqual(reorder.missing(1), [65_534])
  push(65_534, 1)
  assert.deepEqual(reorder.missing(10), [0])
})
