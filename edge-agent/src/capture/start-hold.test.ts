import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { test } from 'node:test'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
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

test('a camera that sends live is held up by a fifth of a second', async () => {
  const { clock, released, picture, sound } = scene()
  sound('s', 500)
  for (const i of [0, 1, 2, 3, 4]) {
    picture(`p${i}`, 7000 + i * 40)
    assert.deepEqual(released, [])
    await clock.advance(40)
  }
  picture('p5', 7200)
  await clock.advance(40)
  picture('p6', 7240)
  assert.deepEqual(released, [['s', 0], ...[0, 1, 2, 3, 4, 5, 6].map(i => [`p${i}`, i * 40])])
})

test('a slow camera is held up by a third of a second', async () => {
  const { clock, released, picture } = scene()
  picture('a', 0)
  await clock.advance(349)
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
    // A network may pause in the middle of what is stored: live is what stays so for a second.
    const live = Math.ceil(1010 / frameMs)
    for (let i = 1; i <= live; i++) {
      await clock.advance(frameMs)
      picture(`live${i}`, (stored + i) * frameMs)
    }
    await clock.advance(1)
    assert.equal(released.length, stored * 2 + 2 + live)
    const [first] = released
    assert.equal(first![0], 'p0')
    assert.ok(Math.abs(first![1] - (atMs - stored * frameMs)) <= 10, `${first![1]}`)
    assert.deepEqual(released.at(-1), [`live${live}`, atMs + live * frameMs])
  })
}

test('whatever comes, nothing waits longer than ten seconds, and what is left goes at the end of the connection', async () => {
  const { clock, released, picture } = scene()
  for (let i = 0; i < 510; i++) {
    picture(`p${i}`, i * 200)
    await clock.advance(20)
  }
  assert.equal(released.length, 510)
  const other = scene()
  other.picture('a', 0)
  other.hold.end()
  assert.deepEqual(other.released, [['a', 0]])
})

test('a picture each second: what was stored is placed when the next one could be there', async () => {
  const { clock, released, picture } = scene()
  await clock.advance(10_000)
  for (let i = 0; i < 8; i++) picture(`p${i}`, i * 1000)
  await clock.advance(900)
  assert.deepEqual(released, [], 'the last of them may be as old as a picture lasts')
  picture('live', 8000)
  await clock.advance(2000)
  assert.deepEqual(released.at(-2), ['p7', 9900])
  assert.deepEqual(released.at(-1), ['live', 10_900])
})

test('timestamps that stand still hold nothing up for more than a second', async () => {
  const { clock, released, picture } = scene()
  for (let i = 0; i < 30; i++) {
    picture(`p${i}`, 5000)
    await clock.advance(40)
  }
  assert.equal(released.length, 30)
})

test('of more than can be held the end is placed, and nothing before', async () => {
  const clock = new SimulatedClock()
  const hold = new StartHold(clock, { video: 90_000, audio: 8000 })
  const released: [id: number, arrivedAtMs: number][] = []
  const data = new Uint8Array(1024 * 1024)
  await clock.advance(60_000)
  for (let i = 0; i < 40; i++) {
    const arrivedAtMs = clock.monotonicMs()
    hold.push('video', { timestamp: i * 90_000, arrivedAtMs, data }, atMs => released.push([i, atMs]))
  }
  await clock.advance(2000)
  assert.deepEqual(
    released,
    [32, 33, 34, 35, 36, 37, 38, 39].map(i => [i, 60_000 - (39 - i) * 1000]),
  )
})

test('a machine that was busy while the pictures came takes no store for a slow camera', async t => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const [camera] = (await once(server, 'connection')) as [Socket]
  t.after(() => {
    client.destroy()
    camera.destroy()
    server.close()
  })
  const hold = new StartHold(systemClock, { video: 90_000, audio: 8000 })
  const released: number[] = []
  let pictures = 0
  const picture = () => {
    const arrivedAtMs = systemClock.monotonicMs()
    const timestamp = pictures++ * 3600
    hold.push('video', { timestamp, arrivedAtMs, data: new Uint8Array(1) }, atMs => released.push(arrivedAtMs - atMs))
  }
  client.on('data', chunk => {
    for (const _ of chunk) picture()
  })
  picture()
  await new Promise(setImmediate)
  camera.write(new Uint8Array(75))
  const untilMs = systemClock.monotonicMs() + 300
  while (systemClock.monotonicMs() < untilMs);
  while (released.length === 0) await systemClock.sleep(10)
  assert.equal(released.length, 76)
  assert.ok(released[0]! > 2500, `the first is placed ${released[0]} ms before it came`)
})
