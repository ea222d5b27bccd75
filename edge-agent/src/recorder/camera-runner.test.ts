import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import pino from 'pino'
import { EndpointLockouts } from '../camera-access/lockout.ts'
import { ScriptedCamera } from '../capture/testing/scripted-camera.ts'
import { systemNetwork } from '../platform/network.ts'
import { systemRandom } from '../platform/random.ts'
import { createSyncGroup } from '../record/sync-group.ts'
import { testId } from '../testing/records.ts'
import { SimulatedDisk } from '../testing/simulated-disk.ts'
import { CameraRunner } from './camera-runner.ts'
import type { FromRecorder, RecorderCamera } from './ipc.ts'

const mask = { version: 1, geometryHash: '0'.repeat(64) }
const recording = {
  mode: 'continuous',
  segmentSeconds: 5,
  retentionDays: null,
  quotaBytes: null,
  audio: false,
} as const

async function scene(t: { after(stop: () => Promise<void>): void }, change: Partial<RecorderCamera> = {}) {
  const server = await new ScriptedCamera().start()
  const disk = new SimulatedDisk()
  await disk.makeFolder('/segments')
  const syncGroup = createSyncGroup({ clock: systemClock })
  const said: FromRecorder[] = []
  const stream = (path: string, ...roles: ('record' | 'live')[]) =>
    ({ streamId: testId(), roles, url: server.url(path), transport: 'tcp' }) as const
  const camera: RecorderCamera = {
    cameraId: testId(),
    name: 'yard',
    mask: null,
    streams: [stream('/main', 'record'), stream('/sub', 'live')],
    credentials: null,
    recording,
    configVersion: 1,
    ...change,
  }
  const runner = new CameraRunner(camera, {
    clock: systemClock,
    network: systemNetwork,
    random: systemRandom,
    policy: { allowLoopback: 'any' },
    lockouts: new EndpointLockouts(systemClock),
    log: pino({ level: 'silent' }),
    disk,
    syncGroup,
    segmentsDir: '/segments',
    send: message => said.push(message),
  })
  t.after(async () => {
    await runner.stop(null)
    await syncGroup.stop()
    await server.stop()
  })
  let version = 1
  const status = () => said.findLast(message => message.kind === 'camera-status')
  const until = async (holds: () => boolean | undefined) => {
    while (!holds()) await wait(10)
  }
  const segments = () => said.flatMap(message => (message.kind === 'segment-closed' ? [message.segment] : []))
  const streaming = () => until(() => status()?.streams[0]?.state === 'streaming' && status()?.recording)
  const wants = (mode: 'continuous' | 'off') => {
    version++
    runner.update({ ...camera, recording: { ...recording, mode }, configVersion: version })
    return Date.now()
  }
  return { server, camera, runner, disk, status, until, segments, streaming, wants }
}

test('a masked camera connects nowhere, says why for each stream, and runs once the mask is gone', {
  timeout: 30_000,
}, async t => {
  const { server, camera, runner, status, until, streaming } = await scene(t, { mask })
  await until(() => status() !== undefined)
  const reasons = () => status()?.streams.map(({ streamId, state, reason }) => [streamId, state, reason])
  assert.deepEqual(
    reasons(),
    camera.streams.map(({ streamId }) => [streamId, 'stopped', 'camera.masked-unsupported']),
  )
  const { streamId } = camera.streams[0]!
  const publish = runner.publish(streamId, 'ws://127.0.0.1:1/publish', 'ticket')
  await assert.rejects(publish, { code: 'camera.masked-unsupported' })
  assert.deepEqual([server.connections, runner.isStreaming], [0, false])
  runner.update({ ...camera, mask: null, configVersion: 2 })
  await streaming()
  assert.equal(server.connections, 1, 'the stream that nobody reads is not fetched')
})

test('a mask given to a running camera closes its segment and its connection', { timeout: 30_000 }, async t => {
  const { server, camera, runner, status, until, segments, streaming } = await scene(t)
  await streaming()
  await until(() => (status()?.openSegmentStartMs ?? null) !== null)
  runner.update({ ...camera, mask, configVersion: 2 })
  await until(() => server.open === 0 && status()?.recording === false)
  assert.equal(segments().at(-1)?.mask, null)
  assert.deepEqual(
    status()?.streams.map(({ reason }) => reason),
    ['camera.masked-unsupported', 'camera.masked-unsupported'],
  )
})

test('settings change under the same connection; another recorded stream closes the segment of the first', {
  timeout: 30_000,
}, async t => {
  const { server, camera, runner, disk, status, until, segments, streaming } = await scene(t)
  const [main, sub] = camera.streams as [RecorderCamera['streams'][0], RecorderCamera['streams'][0]]
  const isClosed = (streamId: string, configVersion: number) =>
    segments().some(segment => segment.streamId === streamId && segment.configVersion === configVersion)
  await streaming()
  await until(() => disk.files().size > 0)
  runner.update({ ...camera, recording: { ...recording, segmentSeconds: 60 }, configVersion: 2 })
  await until(() => isClosed(main.streamId, 1))
  assert.equal(server.connections, 1)
  runner.update({ ...camera, streams: [{ ...sub, roles: ['record', 'live'] }], configVersion: 3 })
  await until(() => isClosed(main.streamId, 2) && server.connections === 2 && server.open === 1)
  assert.equal(runner.hasStream(main.streamId), false)
  await assert.rejects(runner.publish(main.streamId, 'ws://127.0.0.1:1/publish', 'ticket'), {
    code: 'resource.not-found',
  })
  await streaming()
  await until(() => (status()?.openSegmentStartMs ?? null) !== null)
  disk.fate = ({ verb }) => (verb === 'sync' ? wait(300) : 'proceed')
  await runner.stop('resource.not-found')
  assert.ok(isClosed(sub.streamId, 3), 'told before the end of the stop')
  await until(() => server.open === 0)
})

test('of the time in which recording was off nothing is stored, though the source went on; nor is anything twice', {
  timeout: 30_000,
}, async t => {
  const { server, disk, status, until, segments, streaming, wants } = await scene(t)
  await streaming()
  await until(() => disk.files().size > 0)
  // The first file stays open for longer than the pause.
  const gate = Promise.withResolvers<void>()
  const [first] = disk.files().keys()
  disk.fate = ({ verb, path }) => (verb === 'sync' && path === first ? gate.promise : 'proceed')
  const firstStart = status()?.openSegmentStartMs
  const offAt = wants('off')
  assert.equal(segments().length, 0, 'what was queued is still on its way to the disk')
  await wait(300)
  const onAt = wants('continuous')
  await until(() => status()?.recording === true)
  assert.equal(status()?.openSegmentStartMs, firstStart, 'time that the first file may claim is undecided')
  gate.resolve()
  await wait(500)
  const offAgainAt = wants('off')
  await until(() => segments().length === 2 && status()?.openSegmentStartMs === null)
  assert.equal(server.connections, 1)
  const [before, after] = segments()
  // A picture lasts 20 ms; the run's clock is that of arrival.
  assert.ok(before!.wallEndMs > offAt - 400 && before!.wallEndMs <= offAt + 40, `ends ${before!.wallEndMs - offAt}`)
  assert.ok(after!.wallStartMs >= onAt, `begins ${onAt - after!.wallStartMs} ms before it was wanted`)
  assert.ok(after!.wallEndMs <= offAgainAt + 40)
})

test('a camera that must not be connected to says why for each stream, and runs once the reason is gone', {
  timeout: 30_000,
}, async t => {
  const refusal = 'camera.password-elsewhere'
  const { server, camera, runner, status, until, streaming } = await scene(t, { refusal })
  await until(() => status() !== undefined)
  assert.deepEqual(
    status()?.streams.map(({ state, reason }) => [state, reason]),
    camera.streams.map(() => ['stopped', refusal]),
  )
  await assert.rejects(runner.publish(camera.streams[1]!.streamId, 'ws://127.0.0.1:1/publish', 't'), { code: refusal })
  assert.equal(server.connections, 0)
  const { refusal: _, ...good } = camera
  runner.update(good)
  await streaming()
  runner.update(camera)
  await until(() => status()?.streams.every(({ reason }) => reason === refusal))
  await until(() => server.open === 0)
})
