import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { until } from '@nightjar/control-plane/relay/testing/bench.ts'
import { systemDisk } from '@nightjar/edge-agent/platform/disk-system.ts'
import { recoverSegments } from '@nightjar/edge-agent/record/recover.ts'
import type { FromRecorder, RecorderProtocol, ToRecorder } from '@nightjar/edge-agent/recorder/ipc.ts'
import type { FromWorker, ToWorker } from '@nightjar/edge-agent/worker/protocol.ts'
import { startVirtualCamera } from '../../virtual-camera/virtual-camera.ts'
import { cameraAt, newId, startLiveRig } from './rig.ts'

/** So small that the camera's own clock keeps time on a busy machine: one that falls behind begins another run. */
const stream = { width: 320, height: 180, framesPerSecond: 5, bitsPerSecond: 100_000 }
const easy = { main: stream, sub: stream }

const jpegStart = Buffer.from([0xff, 0xd8, 0xff])

/** Size in pixels from the start-of-frame segment (ITU-T T.81 B.2.2). */
function jpegSize(jpeg: Buffer): [number, number] {
  for (let at = 2; at < jpeg.length; at += 2 + jpeg.readUInt16BE(at + 2)) {
    if (jpeg[at + 1] === 0xc0) return [jpeg.readUInt16BE(at + 7), jpeg.readUInt16BE(at + 5)]
  }
  return [0, 0]
}

for (const codec of ['h264', 'h265'] as const) {
  test(`a probe reports what a ${codec} camera sends and shows a picture at most 1280 wide`, {
    timeout: 90_000,
  }, async t => {
    const main = { width: 1600, height: 900, framesPerSecond: 10, bitsPerSecond: 1_500_000 }
    const credentials = { user: 'admin', password: 'p@ss:/word', scheme: 'digest' as const }
    const camera = await startVirtualCamera({ cameras: ['yard'], codec, main, credentials })
    t.after(() => camera.close())
    const rig = await startLiveRig()
    t.after(rig.stop)
    const request = { commandId: newId(), url: camera.cameras[0]?.main ?? '', transport: 'tcp' as const, tlsPin: null }
    const right = { username: credentials.user, password: credentials.password }
    const { result, picture } = await rig.host.tryCamera({ ...request, credentials: right })
    assert.deepEqual(
      [result.facts.codec, result.facts.width, result.facts.height, result.picture],
      [codec, 1600, 900, true],
    )
    const jpeg = Buffer.from(picture ?? [])
    assert.deepEqual(jpeg.subarray(0, 3), jpegStart)
    assert.deepEqual(jpegSize(jpeg), [1280, 720])
    const wrong = { username: 'admin', password: 'wrong' }
    await assert.rejects(rig.host.tryCamera({ ...request, commandId: newId(), credentials: wrong }), {
      code: 'camera.auth-refused',
    })
  })
}

test('a corrected password is tried at once, in spite of the lockout, and another camera is not disturbed', {
  timeout: 120_000,
}, async t => {
  const credentials = { user: 'admin', password: 'right', scheme: 'digest' as const }
  const guarded = await startVirtualCamera({ cameras: ['yard'], credentials, ...easy })
  const open = await startVirtualCamera({ cameras: ['yard'], ...easy })
  t.after(() => Promise.all([guarded.close(), open.close()]))
  const rig = await startLiveRig()
  t.after(rig.stop)
  const other = cameraAt({ main: open.cameras[0]?.main ?? '' })
  const wrong = cameraAt(
    { main: guarded.cameras[0]?.main ?? '' },
    { credentials: { username: 'admin', password: 'wrong' } },
  )
  const streamId = wrong.streams[0]?.streamId ?? ''
  rig.host.setCameras([wrong, other])
  await until('refused', () => rig.statusOf(streamId)?.reason === 'camera.auth-refused', 30_000)
  assert.ok((rig.statusOf(streamId)?.retryAtMs ?? 0) > Date.now() + 200_000, 'left alone for minutes')
  const ofOther = () => rig.segments.filter(segment => segment.cameraId === other.cameraId)
  // The second: where the first picture came late, a run of its own puts the clock right, with the next keyframe.
  await until('the other records', () => ofOther().length >= 2, 60_000)
  const run = ofOther().at(-1)?.runId

  const right = { ...wrong, credentials: { username: 'admin', password: 'right' }, configVersion: 2 }
  rig.host.setCameras([right, { ...other, configVersion: 2 }])
  await until('streaming', () => rig.statusOf(streamId)?.state === 'streaming', 30_000)
  const before = ofOther().length
  await until('the other goes on', () => ofOther().length > before, 60_000)
  assert.equal(ofOther().at(-1)?.runId, run, 'in the same run')
})

test('a mask set on a running camera ends its pictures and its recording at once', { timeout: 60_000 }, async t => {
  const camera = await startVirtualCamera({ cameras: ['yard'] })
  t.after(() => camera.close())
  const rig = await startLiveRig()
  t.after(rig.stop)
  const configured = cameraAt({ main: camera.cameras[0]?.main ?? '' })
  const streamId = configured.streams[0]?.streamId ?? ''
  rig.host.setCameras([configured])
  await until('streaming', () => rig.statusOf(streamId)?.state === 'streaming', 30_000)
  rig.host.setCameras([{ ...configured, mask: { version: 1, geometryHash: '0'.repeat(64) }, configVersion: 2 }])
  await until('disconnected', () => camera.connections === 0, 30_000)
  await until('said', () => rig.statusOf(streamId)?.reason === 'camera.masked-unsupported', 10_000)
  assert.equal(rig.statusOf(streamId)?.state, 'stopped')
})

/** A recorder process whose parent is this test, without the host that would replace it. */
async function bareRecorder(t: { after(stop: () => Promise<void>): void }) {
  const segmentsDir = await mkdtemp(join(tmpdir(), 'nightjar-recorder-'))
  const modulePath = new URL('../../../edge-agent/src/recorder/main.ts', import.meta.url).pathname
  const child = fork(modulePath, [], { serialization: 'advanced', env: {} })
  t.after(async () => {
    child.kill('SIGKILL')
    await rm(segmentsDir, { recursive: true, force: true })
  })
  const heard: FromRecorder[] = []
  child.on('message', message => {
    const said = message as FromWorker<RecorderProtocol>
    if (said.type === 'report') heard.push(said.report)
  })
  const send = (message: ToWorker<RecorderProtocol>) => void child.send(message)
  const tell = (order: ToRecorder) => send({ type: 'order', order })
  tell({ kind: 'start', segmentsDir, allowLoopback: 'any', logLevel: 'silent' })
  const isRecording = () => heard.some(message => message.kind === 'camera-status' && message.recording)
  return { child, heard, tell, stop: () => send({ type: 'stop' }), segmentsDir, isRecording }
}

async function exitCode(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode
  const [code] = (await once(child, 'exit')) as [number | null]
  return code
}

test('told to stop, the process closes its segments, tells of them and leaves', { timeout: 60_000 }, async t => {
  const camera = await startVirtualCamera({ cameras: ['yard'] })
  t.after(() => camera.close())
  const { child, heard, tell, stop, isRecording } = await bareRecorder(t)
  tell({ kind: 'cameras', cameras: [cameraAt({ main: camera.cameras[0]?.main ?? '' })] })
  await until('recording', isRecording, 30_000)
  stop()
  assert.equal(await exitCode(child), 0)
  await until('told', () => heard.some(message => message.kind === 'segment-closed'))
})

test('without its parent the process ends at once, so that the next one can recover its files', {
  timeout: 60_000,
}, async t => {
  const camera = await startVirtualCamera({ cameras: ['yard'] })
  t.after(() => camera.close())
  const { child, tell, segmentsDir } = await bareRecorder(t)
  const configured = cameraAt({ main: camera.cameras[0]?.main ?? '' })
  const folder = join(segmentsDir, configured.cameraId)
  const written = () => {
    const [name] = existsSync(folder) ? readdirSync(folder) : []
    return name !== undefined && statSync(join(folder, name)).size > 300_000
  }
  tell({ kind: 'cameras', cameras: [configured] })
  await until('a second or two on disk', written, 30_000)
  child.disconnect()
  assert.equal(await exitCode(child), 1)
  const { segments, quarantined } = await recoverSegments({ segmentsDir, disk: systemDisk, knownIds: new Set() })
  assert.deepEqual(quarantined, [])
  assert.equal(segments.length, 1)
  assert.equal(segments[0]?.source, 'recovered')
})
