import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Clock, systemClock } from '@nightjar/shared/platform/clock.ts'
import pino from 'pino'
import type { SupervisorEvents } from '../capture/supervisor.ts'
import type { RunStart } from '../media/track.ts'
import { testCameraPacket } from '../testing/packets.ts'
import { type Capture, PassthroughSource } from './passthrough.ts'
import { asUnmasked } from './unmasked.ts'

const run: RunStart = {
  runId: '01900000-0000-7000-8000-000000000000',
  description: {
    video: {
      codec: 'h264',
      codecString: 'avc1.64001f',
      decoderConfig: new Uint8Array(),
      width: 640,
      height: 360,
      clockRate: 90_000,
      frameRate: 10,
    },
    audio: null,
  },
  wallStartMs: 0,
  clockUncertaintyMs: 0,
  clockSource: 'arrival',
}
const packet = (pts: number, keyframe: boolean) => testCameraPacket({ pts, keyframe, byteLength: 1 })

/** A capture that a test plays by hand. */
function hand() {
  const connections: { events: SupervisorEvents; signal: AbortSignal }[] = []
  const capture: Capture = (events, signal) => {
    connections.push({ events, signal })
    return new Promise(resolve => signal.addEventListener('abort', () => resolve(), { once: true }))
  }
  return { connections, capture, open: () => connections.filter(connection => !connection.signal.aborted).length }
}

function listener() {
  const heard: string[] = []
  return {
    heard,
    runStarted: () => void heard.push('run'),
    packet: (p: { pts: number }) => void heard.push(`p${p.pts}`),
    runEnded: (reason: string) => void heard.push(`end ${reason}`),
    waiting: (reason: string | null) => void heard.push(`waiting ${reason}`),
    closed: (reason: string) => void heard.push(`closed ${reason}`),
  }
}

function sourceOf(capture: Capture, clock: Clock = systemClock) {
  return new PassthroughSource({
    camera: asUnmasked({ mask: null }),
    streamId: 's',
    capture,
    clock,
    log: pino({ level: 'silent' }),
    observer: { state: () => {}, run: () => {}, packet: () => {}, loss: () => {} },
  })
}

const settle = () => new Promise(resolve => setImmediate(resolve))

test('connects with the first sink only, once for all, and a newcomer gets the current group at once', async () => {
  const { connections, capture, open } = hand()
  const source = sourceOf(capture)
  await settle()
  assert.equal(open(), 0)
  const first = listener()
  source.subscribe(first)
  await settle()
  connections[0]?.events.run(run, 'connected')
  for (const [pts, keyframe] of [
    [0, true],
    [1, false],
    [2, true],
    [3, false],
  ] as const) {
    connections[0]?.events.packet(packet(pts, keyframe))
  }
  const second = listener()
  source.subscribe(second)
  connections[0]?.events.packet(packet(4, false))
  await settle()
  assert.equal(connections.length, 1)
  assert.deepEqual(first.heard, ['waiting null', 'run', 'p0', 'p1', 'p2', 'p3', 'p4'])
  assert.deepEqual(second.heard, ['run', 'p2', 'p3', 'p4'])
})

const runFrom = (wallStartMs: number): RunStart => ({ ...run, wallStartMs })

test('a sink that wants the next keyframe gets nothing that came or was taken before it, and all that follows', async () => {
  const { connections, capture } = hand()
  let nowMs = 10_000
  const source = sourceOf(capture, { ...systemClock, wallMs: () => nowMs, monotonicMs: () => nowMs })
  source.subscribe(listener())
  await settle()
  const { events } = connections[0]!
  events.run(runFrom(10_000), 'connected')
  const send = (pts: number, keyframe: boolean) => events.packet(packet(pts, keyframe))
  send(0, true)
  send(9_000, false)
  nowMs = 10_200
  const recorder = listener()
  source.subscribe(recorder, 'next-keyframe')
  send(12_000, false)
  send(17_999, true)
  send(18_000, true)
  send(27_000, false)
  send(36_000, true)
  assert.deepEqual(recorder.heard, ['run', 'p18000', 'p27000', 'p36000'], 'the keyframe on its way was taken before')
})

test('pictures that a camera had at hand when it was connected to, from before a sink joined, are not for it', async () => {
  const { connections, capture } = hand()
  let wallMs = 10_000_000
  const source = sourceOf(capture, { ...systemClock, wallMs: () => wallMs, monotonicMs: () => 10_000 })
  const [viewer, recorder] = [listener(), listener()]
  source.subscribe(viewer)
  source.subscribe(recorder, 'next-keyframe')
  await settle()
  // Somebody sets the clock back before the camera answers: what is before and after does not change by it.
  wallMs -= 3_600_000
  const { events } = connections[0]!
  events.run(runFrom(wallMs - 3000), 'connected')
  for (const pts of [0, 90_000, 180_000]) events.packet(packet(pts, pts === 0))
  events.packet(packet(270_000, true))
  events.packet(packet(279_000, false))
  assert.deepEqual(viewer.heard, ['waiting null', 'run', 'p0', 'p90000', 'p180000', 'p270000', 'p279000'])
  assert.deepEqual(recorder.heard, ['waiting null', 'run', 'p270000', 'p279000'])
})

test('whoever waits for the next keyframe gets a run that begins meanwhile whole, and nothing once it has left', async () => {
  const { connections, capture } = hand()
  let wallMs = 10_000
  const source = sourceOf(capture, { ...systemClock, wallMs: () => wallMs, monotonicMs: () => 10_000 })
  const [first, second] = [listener(), listener()]
  source.subscribe(first, 'next-keyframe')
  await settle()
  const { events } = connections[0]!
  events.run(runFrom(10_000), 'connected')
  events.packet(packet(0, true))
  const leave = source.subscribe(second, 'next-keyframe')
  leave()
  const third = listener()
  source.subscribe(third, 'next-keyframe')
  // By the new run's clock all of it lies before the subscription.
  wallMs = -1_000_000
  events.run(runFrom(wallMs), 'clock-step')
  events.packet(packet(0, true))
  events.packet(packet(1, false))
  assert.deepEqual(first.heard, ['waiting null', 'run', 'p0', 'run', 'p0', 'p1'], 'the first start loses nothing')
  assert.deepEqual(second.heard, ['run'])
  assert.deepEqual(third.heard, ['run', 'run', 'p0', 'p1'])
})

test('disconnects some time after the last sink left, and stays for one who comes back', async () => {
  const { capture, open } = hand()
  const sleeps: { resolve: () => void; signal: AbortSignal | undefined }[] = []
  const clock: Clock = {
    ...systemClock,
    sleep: (_ms, signal) => new Promise(resolve => void sleeps.push({ resolve, signal })),
  }
  const source = sourceOf(capture, clock)
  source.subscribe(listener())()
  await settle()
  assert.equal(open(), 1)
  const leave = source.subscribe(listener())
  assert.equal(sleeps[0]?.signal?.aborted, true, 'the first leave is forgotten')
  leave()
  sleeps[1]?.resolve()
  await settle()
  assert.equal(open(), 0)
})

test('a sink that throws is left out; the others get every packet', async () => {
  const { connections, capture } = hand()
  const source = sourceOf(capture)
  const good = listener()
  source.subscribe({
    ...listener(),
    packet: () => {
      throw new Error('broken')
    },
  })
  source.subscribe(good)
  await settle()
  connections[0]?.events.run(run, 'connected')
  connections[0]?.events.packet(packet(0, true))
  connections[0]?.events.packet(packet(1, false))
  assert.deepEqual(good.heard.slice(-3), ['run', 'p0', 'p1'])
})

test('another address replaces the connection under the same sinks; packets of the old one are not heard', async () => {
  const old = hand()
  const fresh = hand()
  const source = sourceOf(old.capture)
  const sink = listener()
  source.subscribe(sink)
  await settle()
  old.connections[0]?.events.run(run, 'connected')
  source.recapture(fresh.capture)
  await settle()
  old.connections[0]?.events.packet(packet(9, true))
  fresh.connections[0]?.events.run(run, 'connected')
  fresh.connections[0]?.events.packet(packet(1, true))
  assert.equal(old.open(), 0)
  assert.deepEqual(sink.heard, ['waiting null', 'run', 'end reconnecting', 'run', 'p1'])
})

test('sinks hear why there is no picture, and that there will never be one again', async () => {
  const { connections, capture, open } = hand()
  const source = sourceOf(capture)
  const sink = listener()
  source.subscribe(sink)
  await settle()
  connections[0]?.events.state({ state: 'waiting', code: 'camera.auth-refused', message: '', retryAtMs: 1 })
  await source.close('camera.masked-unsupported')
  assert.deepEqual(sink.heard, ['waiting null', 'waiting camera.auth-refused', 'closed camera.masked-unsupported'])
  assert.equal(open(), 0)
})
