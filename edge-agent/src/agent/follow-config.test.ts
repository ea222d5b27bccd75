import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import { createServerClock } from '../api/server-clock.ts'
import type { TokenSource } from '../api/token-source.ts'
import type { RecorderCamera } from '../recorder/ipc.ts'
import { cameraConfig, signedConfig, testIdentity } from '../testing/enrolled.ts'
import { type Answer, localControlPlane } from '../testing/local-control-plane.ts'
import { testId } from '../testing/records.ts'
import { createCameraReports } from './camera-reports.ts'
import { followConfig } from './follow-config.ts'
import { openStore } from './open-store.ts'
import { agentScene } from './testing/scene.ts'

async function setUp(t: Parameters<typeof agentScene>[0] & { after(stop: () => unknown): void }) {
  const scene = await agentScene(t, systemClock)
  const identity = testIdentity()
  const store = await openStore({ ...scene.deps, identity })
  t.after(() => store.index.close())
  const offer: { answer: Answer } = { answer: { status: 304 } }
  const { api, asked } = await localControlPlane(t, systemClock, () => offer.answer)
  const tokens = { get: async () => ({ accessToken: 'token' }) } as TokenSource
  const reports = createCameraReports()
  const sets: (readonly RecorderCamera[])[] = []
  const recorder = {
    setCameras: (cameras: readonly RecorderCamera[]) => void sets.push(cameras),
    openLive: () => assert.fail(),
    tryCamera: () => assert.fail(),
    stop: () => assert.fail(),
  }
  const controlPlane = { identity, api, tokens, serverClock: createServerClock(systemClock) }
  const config = followConfig({ ...scene.deps, controlPlane, store, reports, recorder })
  return { ...scene, identity, store, offer, asked, reports, sets, config }
}

test('a configuration reaches recorder, ledger and status; that it did is in the outbox before it is told', async t => {
  const { deps, identity, store, offer, reports, sets, config, told } = await setUp(t)
  const gone = testId()
  reports.update({ cameraId: gone, recording: true, openSegmentStartMs: null, streams: [] })
  const depths: number[] = []
  deps.facts.subscribe('look', { configApplied: () => depths.push(store.index.outboxDepth()) })
  const camera = cameraConfig()
  offer.answer = { json: signedConfig(identity, { version: 3, cameras: [camera] }) }
  await config.refresh()
  assert.deepEqual(
    sets.map(cameras => cameras.map(({ cameraId, configVersion }) => [cameraId, configVersion])),
    [[[camera.cameraId, 3]]],
  )
  assert.deepEqual(reports.all(), [], 'a camera that is gone is not reported of')
  assert.ok(store.index.accountedTo(camera.cameraId) !== null, 'its ledger has begun')
  assert.deepEqual(told, [{ kind: 'configApplied', version: 3, ok: true }])
  assert.deepEqual(depths, [1])
  const [message] = store.index.nextMessages(1)
  assert.ok(message?.name === 'config.applied')
  assert.equal(message.payload.version, 3)
})

test('a refused configuration is told as such and touches nothing', async t => {
  const { offer, sets, config, told, store } = await setUp(t)
  offer.answer = { json: signedConfig(testIdentity(), { version: 3 }) }
  await config.refresh()
  assert.deepEqual(sets, [])
  assert.deepEqual(told, [{ kind: 'configApplied', version: 0, ok: false }])
  assert.equal(store.index.outboxDepth(), 1)
})

test('whenever the link comes up it looks for a configuration; when it goes down it does not', async t => {
  const { deps, asked } = await setUp(t)
  deps.facts.publish({ kind: 'linkChanged', isUp: false })
  await systemClock.sleep(100)
  assert.equal(asked.length, 0)
  deps.facts.publish({ kind: 'linkChanged', isUp: true })
  for (let i = 0; i < 200 && asked.length === 0; i++) await systemClock.sleep(10)
  assert.deepEqual(
    asked.map(one => one.what),
    ['GET /api/v1/agents/config'],
  )
})
