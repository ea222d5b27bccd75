import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import pino from 'pino'
import type { CameraStatus } from '../media/camera-report.ts'
import { systemRandom } from '../platform/random.ts'
import { type Child, type Spawner, systemSpawner } from '../platform/spawn.ts'
import { isRunning, until } from '../testing/processes.ts'
import { type RecorderHostOptions, startRecorderHost } from './host.ts'
import type { RecorderCamera } from './ipc.ts'

const newId = () => systemRandom.uuid(Date.now())

/** A real recorder process whose children are known. */
async function hosted(t: { after(stop: () => Promise<void>): void }, options: Partial<RecorderHostOptions> = {}) {
  const segmentsDir = await mkdtemp(join(tmpdir(), 'nightjar-host-'))
  const children: Child[] = []
  const statuses: CameraStatus[] = []
  const spawner: Spawner = {
    node: (modulePath, handlers, nodeOptions) => {
      const child = systemSpawner.node(modulePath, handlers, nodeOptions)
      children.push(child)
      return child
    },
  }
  const host = startRecorderHost({
    segmentsDir,
    allowLoopback: 'none',
    logLevel: 'silent',
    clock: systemClock,
    random: systemRandom,
    spawner,
    log: pino({ level: 'silent' }),
    onSegmentClosed: () => {},
    onDiskFault: () => {},
    onLoad: () => {},
    onCameraStatus: status => statuses.push(status),
    ...options,
  })
  t.after(async () => {
    await host.stop()
    await rm(segmentsDir, { recursive: true, force: true })
  })
  const pids = () => children.map(child => child.pid ?? 0)
  const last = (cameraId: string) => statuses.findLast(status => status.cameraId === cameraId)?.streams[0]
  return { host, pids, last, statuses }
}

function camera(change: Partial<RecorderCamera> = {}): RecorderCamera {
  return {
    cameraId: newId(),
    name: 'yard',
    mask: null,
    streams: [{ streamId: newId(), roles: ['record'], url: 'rtsp://127.0.0.1:9/main', transport: 'tcp' }],
    credentials: null,
    recording: { mode: 'continuous', segmentSeconds: 5, retentionDays: 7, quotaBytes: null, audio: false },
    configVersion: 1,
    ...change,
  }
}

test('a process that dies is replaced, after the clean-up, and told again what to run', async t => {
  const order: string[] = []
  const { host, pids, last } = await hosted(t, {
    onDied: async () => {
      order.push(`clean-up with ${pids().length} started`)
    },
  })
  const one = camera()
  host.setCameras([one])
  await until('first report', () => last(one.cameraId)?.reason === 'camera.source-refused')
  process.kill(pids()[0] ?? 0, 'SIGKILL')
  await until('told that it is down', () => last(one.cameraId)?.reason === 'service.unavailable')
  await until('up again', () => pids().length === 2 && last(one.cameraId)?.reason === 'camera.source-refused')
  assert.deepEqual(order, ['clean-up with 1 started'])
})

test('a masked camera is neither recorded nor shown, and the state says so', async t => {
  const { host, last } = await hosted(t)
  const masked = camera({ mask: { version: 1, geometryHash: '0'.repeat(64) } })
  host.setCameras([masked])
  await until('reported', () => last(masked.cameraId) !== undefined)
  assert.deepEqual(
    [last(masked.cameraId)?.state, last(masked.cameraId)?.reason],
    ['stopped', 'camera.masked-unsupported'],
  )
  const streamId = masked.streams[0]?.streamId ?? ''
  const request = { commandId: newId(), streamId, relayUrl: 'ws://127.0.0.1:9/publish', publishTicket: 'x' }
  await assert.rejects(host.openLive(request), { code: 'camera.masked-unsupported' })
})

test('questions are answered with errors that say what to do, and never with a secret', async t => {
  const { host } = await hosted(t)
  const relayUrl = 'ws://127.0.0.1:9/publish'
  await assert.rejects(host.openLive({ commandId: newId(), streamId: newId(), relayUrl, publishTicket: 'x' }), {
    code: 'resource.not-found',
  })
  const credentials = { username: 'admin', password: 'canary-secret' }
  const probe = host.tryCamera({
    commandId: newId(),
    url: 'rtsp://127.0.0.1:9/main',
    transport: 'tcp',
    tlsPin: null,
    credentials,
  })
  await assert.rejects(probe, error => {
    assert.equal((error as { code?: string }).code, 'camera.source-refused')
    assert.ok(!JSON.stringify(error).includes('canary-secret') && !String(error).includes('canary-secret'))
    return true
  })
})

test('a question that the process takes to its grave is answered', async t => {
  const { host, pids } = await hosted(t)
  const probe = host.tryCamera({
    commandId: newId(),
    url: 'rtsp://192.0.2.1/main',
    transport: 'tcp',
    tlsPin: null,
    credentials: null,
  })
  process.kill(pids()[0] ?? 0, 'SIGKILL')
  await assert.rejects(probe, { code: 'service.unavailable' })
})

test('stop ends the process, and nothing starts after it', async t => {
  const { host, pids, last } = await hosted(t)
  const one = camera()
  host.setCameras([one])
  await until('running', () => last(one.cameraId) !== undefined)
  await host.stop()
  await until('gone', () => pids().every(pid => !isRunning(pid)))
  assert.equal(pids().length, 1)
})
