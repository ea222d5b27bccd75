import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agentStatus } from '@nightjar/shared/protocol/messages/agent-status.ts'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import { createServerClock } from '../api/server-clock.ts'
import type { AgentOptions } from '../config/environment.ts'
import { systemDisk } from '../platform/disk-system.ts'
import { testIdentity } from '../testing/enrolled.ts'
import { closedSegment, testId } from '../testing/records.ts'
import { createCameraReports } from './camera-reports.ts'
import type { ChainsReport } from './ledger-warnings.ts'
import { openStore } from './open-store.ts'
import { createStatusReport } from './status-report.ts'
import { agentScene, t0 } from './testing/scene.ts'
import { warningsOf } from './warnings.ts'

async function setUp(t: Parameters<typeof agentScene>[0], allowLoopback: AgentOptions['allowLoopback'] = 'none') {
  const { deps, stopping } = await agentScene(t, new SimulatedClock(t0))
  const store = await openStore({ ...deps, identity: testIdentity() })
  stopping.signal.addEventListener('abort', () => store.index.close())
  const reports = createCameraReports()
  const options = { ...deps.options, allowLoopback }
  const ahead: { ms: number | null } = { ms: null }
  const controlPlane = { serverClock: { ...createServerClock(deps.clock), aheadMs: () => ahead.ms } }
  const ledger: { -readonly [Key in keyof ChainsReport]: ChainsReport[Key] } = {
    held: new Map(),
    begun: [],
    isTooOld: false,
    takingIn: null,
  }
  const chains = { report: () => ledger }
  const report = (change: Partial<typeof deps> = {}) =>
    createStatusReport({
      ...deps,
      options,
      store,
      reports,
      folderWarnings: [],
      config: { version: () => 7 },
      chains,
      controlPlane,
      ...change,
    })
  return { deps, store, reports, report, ahead, ledger }
}

test('the report says what is true when it is asked for, in the form of the message', async t => {
  const { deps, store, reports, report } = await setUp(t)
  const say = report()
  await deps.clock.advance(20_000)
  const cameraId = testId()
  reports.update({ cameraId, recording: true, openSegmentStartMs: t0, streams: [] })
  store.keeper.segmentClosed(closedSegment(cameraId, t0, t0 + 10_000, { byteLength: 5_000 }))
  const status = agentStatus.schema.parse(await say())
  assert.ok(status.state === 'online')
  assert.equal(status.startedAtMs, t0)
  assert.equal(status.sentAtMs, t0 + 20_000)
  assert.equal(status.configVersion, 7)
  assert.deepEqual(status.cameras, [{ cameraId, recording: true, openSegmentStartMs: t0, streams: [] }])
  assert.equal(status.outboxDepth, 1)
  assert.deepEqual(status.mirrorBacklog, { segments: 1, bytes: 5_000, oldestMs: t0 })
  assert.equal(status.disk?.recordingBytes, 5_000)
  assert.ok(status.disk.totalBytes > 0)
  assert.equal(status.loopbackCameras, 'none')
  assert.deepEqual(status.warnings, [])
  reports.recorderLoad({ busy: 0.9, storedAfterMs: 0 })
  const later = agentStatus.schema.parse(await say())
  assert.ok(later.state === 'online' && /busy 90 %/.test(later.warnings[0] ?? ''))
})

test('a volume that does not say its space costs that figure, not the heartbeat', async t => {
  const { report } = await setUp(t, ['127.0.0.1:554'])
  const disk = { ...systemDisk, space: () => Promise.reject(new Error('not mounted')) }
  const status = agentStatus.schema.parse(await report({ disk })())
  assert.ok(status.state === 'online')
  assert.equal(status.disk, null)
  assert.deepEqual(status.loopbackCameras, ['127.0.0.1:554'])
})

test('warnings name a replaced index and cameras on the own machine, and nothing else', () => {
  assert.deepEqual(warningsOf({ allowLoopback: 'none' }, []), [])
  assert.deepEqual(warningsOf({ allowLoopback: ['127.0.0.1:554'] }, []), [])
  assert.deepEqual(warningsOf({ allowLoopback: 'none' }, ['The index was damaged.']), ['The index was damaged.'])
  const [first, second] = warningsOf({ allowLoopback: 'any' }, ['The index was damaged.'])
  assert.equal(first, 'The index was damaged.')
  assert.match(second ?? '', /NIGHTJAR_ALLOW_LOOPBACK_CAMERAS/)
})

test('a clock that differs, chains that wait and recordings that are taken in are said in sentences', async t => {
  const { report, ahead, ledger } = await setUp(t)
  const warnings = async () => {
    const status = agentStatus.schema.parse(await report()())
    return status.state === 'online' ? status.warnings : []
  }
  ahead.ms = 120_000
  assert.deepEqual(await warnings(), [])
  ahead.ms = 3 * 3_600_000
  assert.match((await warnings())[0]!, /clock of this machine is 3 h ahead of the control plane; set it \(NTP\)/)
  ahead.ms = -400_000
  assert.match((await warnings())[0]!, /7 min behind the control plane; set it/)
  ahead.ms = null
  ledger.begun = ['index-damaged', 'index-damaged', 'refused']
  ledger.takingIn = { done: 1200, total: 40_000 }
  ledger.held = new Map([[testId(), `Frozen. ${'x'.repeat(300)}`]])
  const said = await warnings()
  assert.equal(said.length, 4)
  assert.match(said[0]!, /The ledger of 2 cameras was begun anew after its index was lost/)
  assert.equal(said[2], 'Taking in recordings found on the disk: 1,200 of 40,000.')
  assert.match(said[3]!, /Records of 1 camera wait here, recording goes on: Frozen/)
  ledger.isTooOld = true
  assert.ok((await warnings()).some(sentence => /too old to go on.*update it/.test(sentence)))
})
