import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rtp } from '../testing/rtp-maker.ts'
import type { Depacketizer } from './depacketizer.ts'
import { RtpReceiver } from './receiver.ts'

function receiver(isOrdered: boolean) {
  const seen: string[] = []
  const depacketizer: Depacketizer = {
    push: payload => seen.push(String(payload[0])),
    lost: () => seen.push('lost'),
    counters: { units: 0, damaged: 0, dropped: 0, malformed: 0 },
  }
  const receiver = new RtpReceiver({ depacketizer, payloadType: 96, clockRate: 90_000, isOrdered, ownSsrc: 1 })
  const packet = (number: number, ssrc: number, sequence = number, nowMs = number * 10) =>
    receiver.packet(rtp({ sequence, timestamp: number * 3000, payload: new Uint8Array([number]), ssrc }), nowMs)
  return { seen, receiver, packet }
}

for (const isOrdered of [true, false]) {
  const over = isOrdered ? 'TCP' : 'UDP'

  test(`${over}: a new SSRC without a gap in the numbers loses nothing`, () => {
    const { seen, receiver: to, packet } = receiver(isOrdered)
    for (let i = 0; i < 20; i++) packet(i, 7)
    for (let i = 20; i < 40; i++) packet(i, 8)
    to.tick(10_000)
    assert.deepEqual(
      seen,
      Array.from({ length: 40 }, (_, i) => String(i)),
    )
    assert.equal(to.ignored, 0)
  })

  test(`${over}: a new SSRC with other numbers is followed with all that it sent`, () => {
    const { seen, receiver: to, packet } = receiver(isOrdered)
    for (let i = 0; i < 20; i++) packet(i, 7)
    for (let i = 20; i < 40; i++) packet(i, 8, 30_000 + i)
    to.tick(10_000)
    const numbers = Array.from({ length: 40 }, (_, i) => String(i))
    assert.deepEqual(seen, [...numbers.slice(0, 20), 'lost', ...numbers.slice(20)])
    assert.equal(to.sequence.lost, 0)
  })

  test(`${over}: a sender that counts anew under its old SSRC loses nothing`, () => {
    const { seen, receiver: to, packet } = receiver(isOrdered)
    for (let i = 0; i < 20; i++) packet(i, 7)
    for (let i = 20; i < 40; i++) packet(i, 7, 30_000 + i)
    to.tick(10_000)
    assert.deepEqual(
      seen.filter(entry => entry !== 'lost'),
      Array.from({ length: 40 }, (_, i) => String(i)),
    )
  })

  test(`${over}: doubles are dropped`, () => {
    const { seen, receiver: to, packet } = receiver(isOrdered)
    for (let i = 0; i < 20; i++) for (let again = 0; again < 2; again++) packet(i, 7)
    to.tick(10_000)
    assert.deepEqual(
      seen,
      Array.from({ length: 20 }, (_, i) => String(i)),
    )
  })
}

test('a new sender whose packets are turned around on the way is followed with all that it sent, in its order', () => {
  const { seen, receiver: to, packet } = receiver(false)
  for (let i = 0; i < 20; i++) packet(i, 7)
  for (const i of [20, 22, 21, 24, 23, 25, 26, 28, 27, 29]) packet(i, 8, 30_000 + i, 200 + i)
  to.tick(10_000)
  assert.deepEqual(
    seen.slice(21),
    Array.from({ length: 10 }, (_, i) => String(20 + i)),
  )
})

test('single packets of another sender are never taken for the camera’s', () => {
  const { seen, receiver: to, packet } = receiver(false)
  for (let i = 0; i < 200; i++) {
    packet(i, 7)
    if (i % 3 === 0) packet(99, 8, 5000 + i, i * 10)
  }
  to.tick(10_000)
  assert.ok(!seen.includes('lost'))
  assert.equal(seen.length, 200)
})
