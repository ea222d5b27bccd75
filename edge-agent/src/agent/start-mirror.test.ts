import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import { SimulatedClock, settle } from '@nightjar/shared/testing/simulated-clock.ts'
import { createServerClock } from '../api/server-clock.ts'
import type { TokenSource } from '../api/token-source.ts'
import { testIdentity } from '../testing/enrolled.ts'
import { localControlPlane, problem } from '../testing/local-control-plane.ts'
import { closedSegment, testId } from '../testing/records.ts'
import { openStore } from './open-store.ts'
import { startMirror } from './start-mirror.ts'
import { agentScene, t0 } from './testing/scene.ts'

test('a segment is uploaded as soon as the control plane has its manifest, without waiting for the next look', async t => {
  const { deps, lines, stopping } = await agentScene(t, new SimulatedClock(t0))
  const identity = testIdentity()
  const store = await openStore({ ...deps, identity })
  stopping.signal.addEventListener('abort', () => store.index.close())
  const { api } = await localControlPlane(t, deps.clock, () => problem(503, 'service.unavailable'))
  const tokens = { get: async () => ({ accessToken: 'token' }) } as TokenSource
  startMirror({ ...deps, store, controlPlane: { identity, api, tokens, serverClock: createServerClock(deps.clock) } })
  const { segmentId } = store.keeper.segmentClosed(closedSegment(testId(), t0, t0 + 10_000))!
  // There is no file: each try is seen by its failure.
  const tries = () => lines.filter(line => line.msg === 'upload failed').map(line => line.segmentId)

  deps.facts.publish({ kind: 'outboxAcknowledged' })
  await settle()
  await systemClock.sleep(100)
  assert.deepEqual(tries(), [], 'its manifest is still on the way')

  store.index.acknowledge(store.index.nextMessages(9).map(({ payload }) => payload.id))
  await systemClock.sleep(100)
  assert.deepEqual(tries(), [], 'nobody has told the mirror')
  deps.facts.publish({ kind: 'outboxAcknowledged' })
  for (let i = 0; i < 500 && tries().length === 0; i++) await systemClock.sleep(10)
  assert.deepEqual(tries(), [segmentId])
})
