import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import { StartHold } from './start-hold.ts'

function scene() {
  const clock = new SimulatedClock()
  const hold = new StartHold(clock, { video: 90_000, audio: 8000 })
  const released: [id: string, arrivedAtMs: number][] = []
  const unit = (timestamp: number) => ({ timestamp, arrivedAtMs: clock.monotonicMs(), data: new Uint8Array(10) })
  const picture = (id: string, mediaMs: number) =>
    hold.push('video', unit(mediaMs * 90), arrivedAtMs => released.push([id, Math.round(arrivedAtMs)]))
  const sound = (id: string, mediaMs: number) =>
    hold.push('audio', unit(mediaMs * 8), arrivedAtMs => released.push([id, Math.round(arrivedAtMs)]))
  return { clock, hold, released, picture, sound }
}

test('a camera that sends live is held up by one picture', async () => {
  const { clock, released, picture, sound } = scene()
  picture('a', 7000)
  sound('s', 500)
  assert.deepEqual(released, [])
  await clock.advance(40)
  picture('b', 7040)
  await clock.advance(40)
  picture('c', 7080)
  assert.deepEqual(released, [
    ['a', 0],
    ['s', 0],
    ['b', 40],
    ['c', 80],
  ])
})

test('a slow camera is held up by a tenth of a second', async () => {
  const { clock, released, picture } = scene()
  picture('a', 0)
  await clock.advance(99)
  assert.deepEqual(released, [])
  await clock.advance(2)
  assert.deepEqual(released, [['a', 0]])
})

for (const frameMs of [16, 40, 200]) {
  test(`three seconds of stored pictures, every ${frameMs} ms, get the arrival times that they would have had`, async () => {
    const { clock, released, picture, sound } = scene()
    await clock.advance(10_000)
    const stored = Math.floor(3000 / frameMs)
    for (let i = 0; i <= stored; i++) {
      picture(`p${i}`, i * frameMs)
      sound(`s${i}`, i * frameMs)
      if (i % 10 === 9) await clock.advance(1)
    }
    assert.deepEqual(released, [])
    const atMs = clock.monotonicMs()
    await clock.advance(frameMs)
    picture('live', (stored + 1) * frameMs)
    const [first] = released
    assert.equal(first![0], 'p0')
    assert.ok(Math.abs(first![1] - (atMs - stored * frameMs)) <= 10, `${first![1]}`)
    assert.deepEqual(released.at(-1), ['live', atMs + frameMs])
    assert.equal(released.length, stored * 2 + 3)
  })
}

test('whatever comes, nothing waits longer than a second, and what is left goes at the end of the connection', async () => {
  const { clock, released, picture } = scene()
  for (let i = 0; i < 60; i++) {
    picture(`p${i}`, i * 200)
    await clock.advance(20)
  }
  assert.equal(released.length, 60)
  const other = scene()
  other.picture('a', 0)
  other.hold.end()
  assert.deepEqual(other.released, [['a', 0]])
})
