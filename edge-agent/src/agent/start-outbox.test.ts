import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SimulatedClock, settle } from '@nightjar/shared/testing/simulated-clock.ts'
import { createServerClock } from '../api/server-clock.ts'
import type { MqttSession } from '../link/mqtt-session.ts'
import { testIdentity } from '../testing/enrolled.ts'
import { closedSegment, testId } from '../testing/records.ts'
import { openStore } from './open-store.ts'
import { startOutbox } from './start-outbox.ts'
import { agentScene, t0 } from './testing/scene.ts'

async function setUp(t: Parameters<typeof agentScene>[0]) {
  const scene = await agentScene(t, new SimulatedClock(t0))
  const store = await openStore({ ...scene.deps, identity: testIdentity() })
  scene.stopping.signal.addEventListener('abort', () => store.index.close())
  const sent: string[] = []
  const session = {
    connected: () => true,
    publish: async (_: unknown, payload: { id: string }) => void sent.push(payload.id),
  } as MqttSession
  const held: string[] = []
  const chains = { held: () => held, heldBack: (cameraId: string) => void held.push(cameraId) }
  const controlPlane = { serverClock: createServerClock(scene.deps.clock) }
  const outbox = startOutbox({ ...scene.deps, store, session, chains, controlPlane })
  const record = () => store.keeper.segmentClosed(closedSegment(testId(), t0, t0 + 5_000))!
  return { ...scene, store, sent, held, outbox, record }
}

test('a segment that was recorded is sent at once, once', async t => {
  const { deps, sent, record } = await setUp(t)
  const manifest = record()
  assert.deepEqual(sent, [])
  deps.facts.publish({ kind: 'segmentRecorded', manifest })
  await settle()
  assert.equal(sent.length, 1)
  deps.facts.publish({ kind: 'configApplied', version: 1, ok: true })
  await settle()
  assert.equal(sent.length, 1, 'its answer is awaited')
})

test('on a new connection what has no answer is sent again, and not when the link goes down', async t => {
  const { deps, sent, record } = await setUp(t)
  deps.facts.publish({ kind: 'segmentRecorded', manifest: record() })
  await settle()
  deps.facts.publish({ kind: 'linkChanged', isUp: false })
  await settle()
  assert.equal(sent.length, 1)
  deps.facts.publish({ kind: 'linkChanged', isUp: true })
  await settle()
  assert.deepEqual(sent, [sent[0], sent[0]])
})

test('what the control plane has is told of, and leaves the outbox', async t => {
  const { deps, store, sent, outbox, record, toldKinds } = await setUp(t)
  deps.facts.publish({ kind: 'segmentRecorded', manifest: record() })
  await settle()
  outbox.acknowledged({ ids: sent, rejected: [] })
  assert.equal(store.index.outboxDepth(), 0)
  await settle()
  assert.deepEqual(toldKinds(), ['segmentRecorded', 'outboxAcknowledged'])
})

test('a camera that is held is sent nothing of, the others are; once the chains were compared it is sent again', async t => {
  const { deps, sent, held, outbox, record } = await setUp(t)
  deps.facts.publish({ kind: 'segmentRecorded', manifest: record() })
  await settle()
  outbox.acknowledged({ ids: [], rejected: [], held: [{ id: sent[0]!, reason: 'The chain is frozen.' }] })
  assert.equal(held.length, 1)
  deps.facts.publish({ kind: 'segmentRecorded', manifest: record() })
  await settle()
  assert.equal(new Set(sent).size, 2, 'the other camera')
  held.pop()
  deps.facts.publish({ kind: 'chainsCompared' })
  await settle()
  assert.deepEqual(sent.at(-1), sent[0])
})
