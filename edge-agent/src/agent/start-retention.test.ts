import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { AgentConfig } from '@nightjar/shared/protocol/config/document.ts'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import { cameraConfig, signedConfig, testIdentity } from '../testing/enrolled.ts'
import { closedSegment, testId } from '../testing/records.ts'
import { openStore } from './open-store.ts'
import { startRetention } from './start-retention.ts'
import { agentScene, t0 } from './testing/scene.ts'

test('each round goes by the configuration in force then; without one nothing is deleted', async t => {
  const { deps, stopping } = await agentScene(t, new SimulatedClock(t0))
  const identity = testIdentity()
  const store = await openStore({ ...deps, identity })
  stopping.signal.addEventListener('abort', () => store.index.close())
  const cameraId = testId()
  await deps.disk.makeFolder(join(store.segmentsDir, cameraId))
  for (const from of [t0, t0 + 10_000]) store.keeper.segmentClosed(closedSegment(cameraId, from, from + 10_000))
  let config: AgentConfig | null = null
  // The volume of the test may itself be nearly full.
  const disk = { ...deps.disk, space: async () => ({ totalBytes: 100, freeBytes: 100 }) }
  const retention = startRetention({ ...deps, disk, store, config: { config: () => config } })
  assert.equal(await retention.run(), 0)

  const camera = cameraConfig({ cameraId })
  const within = (recording: Partial<typeof camera.recording>) => {
    config = signedConfig(identity, {
      cameras: [{ ...camera, recording: { ...camera.recording, ...recording } }],
    }).config
  }
  within({ quotaBytes: 100_000 })
  assert.equal(await retention.run(), 1)
  await deps.clock.advance(86_400_000)
  within({ retentionDays: 0.5 })
  assert.equal(await retention.run(), 1)
  assert.equal(store.index.usage(cameraId).segments, 0)
})
