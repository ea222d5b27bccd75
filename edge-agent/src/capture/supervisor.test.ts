import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { ErrorCode } from '@nightjar/shared/errors/codes.ts'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import { EndpointLockouts } from '../camera-access/lockout.ts'
import type { ConnectionState } from '../media/connection-state.ts'
import { randomFrom } from '../platform/random.ts'
import type { Credentials } from './rtsp/url.ts'
import type { CameraSource, SourceEvents } from './source.ts'
import { superviseCamera } from './supervisor.ts'

const half = randomFrom(length => new Uint8Array(length).fill(0x80))
const wrong: Credentials = { username: 'u', password: 'wrong' }
const right: Credentials = { username: 'u', password: 'right' }

type Behaviour = (events: SourceEvents, clock: SimulatedClock, signal: AbortSignal) => Promise<void>

function failing(code: ErrorCode): Behaviour {
  return async () => {
    throw new AppError(code)
  }
}

/** Streams for that long, then the connection ends. */
function streaming(ms: number): Behaviour {
  return async (events, clock, signal) => {
    events.accepted?.({ transport: { over: 'tcp', because: 'chosen' }, certificate: null })
    events.run({} as Parameters<SourceEvents['run']>[0], 'connected')
    await clock.sleep(ms, signal)
    throw new AppError('camera.unreachable')
  }
}

function rig() {
  const clock = new SimulatedClock(1_800_000_000_000)
  const lockouts = new EndpointLockouts(clock)
  const stops: AbortController[] = []
  const camera = (behaviour: Behaviour, host = 'recorder', credentials: Credentials | null = wrong) => {
    const attempts: number[] = []
    const states: ConnectionState[] = []
    const stop = new AbortController()
    stops.push(stop)
    const source: CameraSource = {
      run: async (events, signal) => {
        attempts.push(Math.round(clock.monotonicMs()))
        await behaviour(events, clock, signal)
        throw new Error('unreachable')
      },
    }
    const events = { state: (state: ConnectionState) => states.push(state), run: () => {}, packet: () => {} }
    const endpoint = { host, port: 554 }
    const done = superviseCamera(
      { source, endpoint, credentials },
      { clock, random: half, lockouts },
      events,
      stop.signal,
    )
    return { attempts, states, stop, done }
  }
  return { clock, lockouts, camera, stopAll: () => stops.map(stop => stop.abort()) }
}

test('attempts are paced from one to thirty seconds', async () => {
  const { clock, camera, stopAll } = rig()
  const { attempts, states, done } = camera(failing('camera.unreachable'))
  await clock.advance(125_000)
  const waits = attempts.slice(1).map((at, i) => Math.round((at - attempts[i]!) / 1000))
  assert.deepEqual(waits, [1, 2, 4, 8, 16, 30, 30, 30])
  const waiting = states.find(state => state.state === 'waiting')
  assert.equal(waiting?.state === 'waiting' && waiting.code, 'camera.unreachable')
  stopAll()
  await done
})

test('a camera that closes every twenty seconds is connected to again within a tenth of a second', async () => {
  const { clock, camera, stopAll } = rig()
  const { attempts, states, done } = camera(streaming(20_000))
  await clock.advance(200_000)
  const lostMs = attempts.slice(1).map((at, i) => at - attempts[i]! - 20_000)
  assert.equal(lostMs.length, 9)
  for (const ms of lostMs) assert.ok(ms >= 0 && ms <= 100, `${lostMs}`)
  assert.ok(
    states.some(state => state.state === 'waiting'),
    'the run is ended meanwhile',
  )
  stopAll()
  await done
})

test('at once is the first attempt only; then the pauses grow, and a stream that fell silent has its pause', async () => {
  const { clock, camera, stopAll } = rig()
  let isOff = false
  const off = failing('camera.unreachable')
  const on = streaming(20_000)
  const closed = camera((...call) => {
    const behaviour = isOff ? off : on
    isOff = true
    return behaviour(...call)
  }, 'closed')
  const silent = camera(async (events, clock, signal) => {
    await streaming(20_000)(events, clock, signal).catch(() => {})
    throw new AppError('camera.stalled')
  }, 'silent')
  await clock.advance(36_000)
  const waits = closed.attempts.slice(1).map((at, i) => Math.round((at - closed.attempts[i]!) / 1000))
  assert.deepEqual(waits, [20, 1, 2, 4, 8])
  assert.deepEqual(
    silent.attempts.map(at => Math.round(at / 1000)),
    [0, 21],
  )
  stopAll()
  await Promise.all([closed.done, silent.done])
})

test('a stream that flaps is not tried again at once', async () => {
  const shaky = rig()
  const flapping = shaky.camera(streaming(1000))
  await shaky.clock.advance(60_000)
  assert.ok(flapping.attempts.length <= 7, `${flapping.attempts.length}`)
  shaky.stopAll()
  await flapping.done
})

/** Takes the password and then sends nothing, for that long. */
function silentFor(ms: number): Behaviour {
  return async (events, clock, signal) => {
    events.authorized?.()
    await clock.sleep(ms, signal)
    throw new AppError('camera.stalled')
  }
}

test('a silent channel of a recorder holds up no other one, from when it took the password', async () => {
  const { clock, camera, stopAll } = rig()
  const silent = camera(silentFor(10_000))
  const others = [1, 2, 3].map(() => camera(streaming(1_000_000)))
  await clock.advance(500)
  assert.deepEqual(
    others.map(stream => stream.states.at(-1)?.state),
    ['streaming', 'streaming', 'streaming'],
  )
  await clock.advance(15_000)
  assert.equal(silent.attempts.length, 2)
  stopAll()
  await Promise.all([silent, ...others].map(stream => stream.done))
})

test('while a channel streams, the end of another one makes nobody wait; until one does, it says what for', async () => {
  const { clock, camera, stopAll } = rig()
  const streaming1 = camera(streaming(1_000_000))
  await clock.advance(10)
  const failed = camera(failing('camera.not-found'))
  const silent = camera(silentFor(20))
  await clock.advance(100)
  /** Answers nothing at all: while nobody had proven the password, all would wait for it. */
  const mute = camera(async (_events, clock, signal) => clock.sleep(10_000, signal))
  const other = camera(streaming(1_000_000))
  await clock.advance(100)
  assert.equal(other.states.at(-1)?.state, 'streaming')
  const alone = camera(async (_events, clock, signal) => clock.sleep(10_000, signal), 'recorder', right)
  const behind = camera(streaming(1_000_000), 'recorder', right)
  await clock.advance(100)
  const waiting = behind.states.at(-1)
  assert.deepEqual(waiting?.state === 'connecting' && waiting.awaits?.what, 'other-stream')
  assert.equal(behind.attempts.length, 0)
  alone.stop.abort()
  await clock.advance(100)
  const transport = { over: 'tcp', because: 'chosen' }
  assert.deepEqual(behind.states.slice(-2), [{ state: 'connecting' }, { state: 'streaming', transport }])
  stopAll()
  await Promise.all([streaming1, failed, silent, mute, other, alone, behind].map(stream => stream.done))
})

test('a refused password: one attempt in five minutes for all streams of the host together (R60, F20)', async () => {
  const { clock, camera, stopAll } = rig()
  const streams = [1, 2, 3, 4].map(() => camera(failing('camera.auth-refused')))
  const other = camera(streaming(10_000_000), 'another camera')
  await clock.advance(20 * 60_000)
  const all = streams.flatMap(stream => stream.attempts).sort((a, b) => a - b)
  assert.deepEqual(
    all.map(at => Math.round(at / 1000)),
    [0, 300, 600, 900, 1200],
  )
  assert.equal(other.attempts.length, 1)
  for (const { states } of streams) {
    const last = states.findLast(state => state.state === 'waiting')
    assert.equal(last?.state === 'waiting' && last.code, 'camera.auth-refused')
  }
  stopAll()
  await Promise.all([...streams, other].map(stream => stream.done))
})

test('a corrected password is tried at once (R61)', async () => {
  const { clock, camera, stopAll } = rig()
  const before = camera(failing('camera.auth-refused'))
  await clock.advance(30_000)
  before.stop.abort()
  await before.done
  const after = camera(streaming(1_000_000), 'recorder', right)
  await clock.advance(1000)
  assert.equal(after.attempts.length, 1)
  assert.deepEqual(after.states.at(-1), { state: 'streaming', transport: { over: 'tcp', because: 'chosen' } })
  stopAll()
  await after.done
})

test('streams of a host that took the password do not wait for each other', async () => {
  const { clock, camera, stopAll } = rig()
  const streams = [1, 2, 3].map(() => camera(streaming(1_000_000)))
  await clock.advance(100)
  assert.deepEqual(
    streams.map(stream => stream.states.at(-1)?.state),
    ['streaming', 'streaming', 'streaming'],
  )
  stopAll()
  await Promise.all(streams.map(stream => stream.done))
})

test('a password that was changed on the recorder is found out by one attempt for all its streams', async () => {
  const { clock, camera, stopAll } = rig()
  let isChanged = false
  const once = streaming(10_000)
  const refused = failing('camera.auth-refused')
  const streams = [1, 2, 3, 4].map(() =>
    camera((events, ...rest) => (isChanged ? refused(events, ...rest) : once(events, ...rest))),
  )
  await clock.advance(5000)
  isChanged = true
  await clock.advance(200_000)
  assert.equal(streams.flatMap(stream => stream.attempts).length, 4 + 1)
  stopAll()
  await Promise.all(streams.map(stream => stream.done))
})

test('stopping ends every wait without an error', async () => {
  const { clock, camera, stopAll } = rig()
  const streams = [failing('camera.timeout'), failing('camera.auth-refused'), streaming(1e9)].map((behaviour, i) =>
    camera(behaviour, `host ${i}`),
  )
  await clock.advance(10)
  stopAll()
  await Promise.all(streams.map(stream => stream.done))
})
