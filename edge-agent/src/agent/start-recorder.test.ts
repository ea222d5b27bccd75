import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StreamStatus } from '@nightjar/shared/domain/camera.ts'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import { settle } from '@nightjar/shared/testing/simulated-clock.ts'
import { testIdentity } from '../testing/enrolled.ts'
import { closedSegment, testId } from '../testing/records.ts'
import { createCameraReports } from './camera-reports.ts'
import { openStore } from './open-store.ts'
import { startRecorder } from './start-recorder.ts'
import { recordAndDie } from './testing/record-and-die.ts'
import { agentScene } from './testing/scene.ts'

const streaming: StreamStatus = {
  streamId: testId(),
  state: 'streaming',
  reason: null,
  retryAtMs: null,
  lastPictureAtMs: null,
  facts: null,
  bitsPerSecond: null,
}

async function setUp(t: Parameters<typeof agentScene>[0]) {
  const scene = await agentScene(t, systemClock)
  const store = await openStore({ ...scene.deps, identity: testIdentity() })
  const reports = createCameraReports()
  const cameraId = testId()
  const now = systemClock.wallMs()
  store.keeper.cameras([{ cameraId, addedAtMs: now - 60_000, mode: 'continuous', way: null }])
  const host = startRecorder({ ...scene.deps, store, reports })
  t.after(async () => {
    await host.stop()
    store.index.close()
  })
  const child = scene.spawner.children[0]!
  return { ...scene, host, store, reports, cameraId, child, now }
}

test('a closed segment is in the index, with its ledger entry, before anybody is told', async t => {
  const { deps, store, child, told, cameraId, now } = await setUp(t)
  const seen: number[] = []
  deps.facts.subscribe('look', {
    segmentRecorded: () => seen.push(store.index.usage(cameraId).segments),
    missed: () => assert.fail('one is not too many'),
  })
  const segment = closedSegment(cameraId, now - 20_000, now - 10_000)
  child.say({ kind: 'segment-closed', segment })
  assert.equal(told.length, 0, 'the recorder is not held up by who listens')
  assert.equal(store.index.accountedTo(cameraId), segment.wallEndMs)
  await settle()
  assert.deepEqual(seen, [1])
  const [fact] = told
  assert.ok(fact?.kind === 'segmentRecorded')
  assert.equal(fact.manifest.segmentId, segment.segmentId)
  assert.equal(fact.manifest.cameraId, cameraId)
})

test('a segment that cannot be put into the index is an error in the log and no fact; the next one is recorded', async t => {
  const { store, child, told, lines, cameraId, now } = await setUp(t)
  const bad = closedSegment(cameraId, now - 30_000, now - 20_000, { byteLength: -1 })
  child.say({ kind: 'segment-closed', segment: bad })
  await settle()
  assert.equal(told.length, 0)
  assert.equal(store.index.segmentFile(bad.segmentId), null)
  assert.equal(lines.find(line => line.level === 50)?.segmentId, bad.segmentId)
  child.say({ kind: 'segment-closed', segment: closedSegment(cameraId, now - 20_000, now - 10_000) })
  await settle()
  assert.deepEqual(
    told.map(fact => fact.kind),
    ['segmentRecorded'],
  )
})

test('a camera that changed, or whose recording fails, is told by name; a mere measurement is not', async t => {
  const { child, told, reports, cameraId } = await setUp(t)
  const status = { kind: 'camera-status', cameraId, recording: true, openSegmentStartMs: null }
  child.say({ ...status, streams: [streaming] })
  await settle()
  assert.deepEqual(told, [{ kind: 'cameraChanged', cameraId }])
  child.say({ ...status, streams: [{ ...streaming, bitsPerSecond: 1_000_000 }] })
  await settle()
  assert.equal(told.length, 1)
  assert.equal(reports.all()[0]?.streams[0]?.bitsPerSecond, 1_000_000)
  child.say({ kind: 'disk-fault', cameraId, fromMs: systemClock.wallMs(), cause: 'disk.full' })
  await settle()
  assert.deepEqual(told.slice(1), [{ kind: 'cameraChanged', cameraId }])
})

test('the ledger hears of everything, whoever else listens', async t => {
  const { deps, store, child, cameraId, now } = await setUp(t)
  const throwing = () => {
    throw new Error('a bad subscriber')
  }
  deps.facts.subscribe('bad', { segmentRecorded: throwing, cameraChanged: throwing, missed: throwing })
  child.say({ kind: 'disk-fault', cameraId, fromMs: now - 40_000, cause: 'disk.full' })
  child.say({ kind: 'segment-closed', segment: closedSegment(cameraId, now - 20_000, now - 10_000) })
  await settle()
  const [message] = store.index.nextMessages(1)
  assert.ok(message?.name === 'records.appended')
  const states = message.payload.records.map(record => (record.kind === 'ledger' ? record.cause : 'segment'))
  assert.ok(states.includes('disk.full'), states.join())
  assert.equal(states.at(-2), 'segment')
})

test('why a camera does not record goes into the ledger', async t => {
  const { store, child, cameraId } = await setUp(t)
  const waiting = { ...streaming, state: 'waiting', reason: 'camera.unreachable' }
  child.say({ kind: 'camera-status', cameraId, recording: false, openSegmentStartMs: null, streams: [waiting] })
  await systemClock.sleep(20)
  store.keeper.stop()
  const causes = store.index
    .nextMessages(1)
    .flatMap(message => (message.name === 'records.appended' ? message.payload.records : []))
    .map(record => (record.kind === 'ledger' ? record.cause : null))
  assert.equal(causes.at(-1), 'camera.unreachable')
})

test('what a recorder that died had written is recovered, and told as recorded', { timeout: 60_000 }, async t => {
  const { child, store, cameraId, told, now } = await setUp(t)
  await recordAndDie(store.segmentsDir, cameraId, now - 30_000)
  child.exit(null)
  for (let i = 0; i < 1_000 && told.length < 2; i++) await systemClock.sleep(10)
  const [lost, fact, ...more] = told
  assert.deepEqual([lost?.kind, more], ['recorderLost', []])
  assert.ok(fact?.kind === 'segmentRecorded')
  assert.equal(fact.manifest.source, 'recovered')
  assert.equal(store.index.usage(cameraId).segments, 1)
})

test('the death of the recorder is told at once, and the ledger knows why nothing is recorded', async t => {
  const { child, toldKinds, store, cameraId, now } = await setUp(t)
  child.exit(1)
  await systemClock.sleep(200)
  assert.deepEqual(toldKinds(), ['recorderLost'])
  store.keeper.segmentClosed(closedSegment(cameraId, systemClock.wallMs(), systemClock.wallMs() + 1))
  const causes = store.index
    .nextMessages(1)
    .flatMap(message => (message.name === 'records.appended' ? message.payload.records : []))
    .map(record => (record.kind === 'ledger' && record.toMs > now ? record.cause : null))
  assert.ok(causes.includes('agent.recorder-crashed'), causes.join())
})

test('the recorder is told from when on it may record: from where the ledger ends, once more after it died', {
  timeout: 60_000,
}, async t => {
  const { host, spawner, child, store, cameraId, now } = await setUp(t)
  const recording = {
    mode: 'continuous',
    segmentSeconds: 5,
    retentionDays: null,
    quotaBytes: null,
    audio: false,
  } as const
  const camera = { cameraId, name: 'yard', mask: null, streams: [], credentials: null, recording, configVersion: 1 }
  const toldLast = () => {
    const order = spawner.children.at(-1)!.told.findLast(({ kind }) => kind === 'cameras')
    return (order?.recordableFromMs as Record<string, number> | undefined)?.[cameraId]
  }
  host.setCameras([camera])
  assert.ok(toldLast()! >= now, 'since the agent started')
  await recordAndDie(store.segmentsDir, cameraId, now + 30_000)
  child.exit(null)
  for (let i = 0; i < 1_000 && spawner.children.length < 2; i++) await systemClock.sleep(10)
  const recoveredMs = store.index.accountedTo(cameraId)!
  assert.ok(recoveredMs > now + 30_000)
  assert.equal(toldLast(), recoveredMs, 'what was recovered is not recorded again')
})
