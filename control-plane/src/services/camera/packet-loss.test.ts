import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { RecordingSettings } from '@nightjar/shared/domain/camera.ts'
import { desc, eq } from 'drizzle-orm'
import { agentConfigs } from '../../db/schema/agent-configs.ts'
import { cameras } from '../../db/schema/cameras.ts'
import { type EnrolledAgent, enrolAnAgent } from '../../testing/enrolled-agent.ts'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../../testing/mint.ts'
import { recordHeartbeat } from '../agent/record-status.ts'
import { createCamera } from './create.ts'
import { getCamera } from './get.ts'
import { updateCamera } from './update.ts'

let harness: Harness
let own: MintedOrganisation
let agent: EnrolledAgent
before(async () => {
  harness = await openHarness()
  own = await mintOrganisation(harness.base)
  agent = await enrolAnAgent(harness, own)
})
after(() => harness.close())

const admin = () => harness.as(own.administrator.actor)
const add = () => createCamera(admin(), { name: 'Yard', url: 'rtsp://10.0.0.5/1' })
const stored = (cameraId: string) => eq(cameras.id, cameraId)

type Heartbeat = Parameters<typeof recordHeartbeat>[1]
type Online = Extract<Heartbeat, { state: 'online' }>

const heartbeat = (protocol: number, reports: Online['cameras'] = []) => {
  const nowMs = harness.clock.wallMs()
  return recordHeartbeat(harness.as(agent.actor), {
    state: 'online',
    sentAtMs: nowMs,
    startedAtMs: nowMs,
    software: '0.1.0',
    protocol,
    hostname: 'test-host',
    configVersion: 1,
    cameras: reports,
    outboxDepth: 0,
    mirrorBacklog: { segments: 0, bytes: 0, oldestMs: null },
    disk: null,
    loopbackCameras: 'none',
    warnings: [],
  })
}

test('what an agent says is lost is in the API while the agent is online; an older one says nothing', async () => {
  const { id, streams } = await add()
  const [{ id: streamId } = { id: '' }] = streams
  const known = { streamId, state: 'streaming', reason: null, retryAtMs: null, lastPictureAtMs: null } as const
  const stream = { ...known, facts: null, bitsPerSecond: 1 }
  const report = { cameraId: id, recording: true, openSegmentStartMs: null }
  const shown = async () => (await getCamera(admin(), id)).streams[0]?.lostPercent
  await heartbeat(4, [{ ...report, streams: [{ ...stream, lostPercent: 2.1 }] }])
  assert.equal(await shown(), 2.1)
  await heartbeat(1, [{ ...report, streams: [stream] }])
  assert.equal(await shown(), null)
})

test('damaged pictures are kept unless somebody switches it off, and the agent is told', async () => {
  await heartbeat(4)
  const { id, recording } = await add()
  assert.equal(recording.keepDamaged, true)
  const told = async () => {
    const { agentId } = agent.identity
    const rows = harness.base.db.select().from(agentConfigs).where(eq(agentConfigs.agentId, agentId))
    const [newest] = await rows.orderBy(desc(agentConfigs.version)).limit(1)
    return newest?.document.config.cameras.find(({ cameraId }) => cameraId === id)?.loss
  }
  assert.equal(await told(), null)
  const changed = await updateCamera(admin(), id, { recording: { keepDamaged: false } }, null)
  assert.equal(changed.recording.keepDamaged, false)
  assert.deepEqual(await told(), { keepDamaged: false })
})

test('a camera from before the setting is like a new one', async () => {
  const { id, recording } = await add()
  const { keepDamaged: _, ...older } = recording
  await harness.base.db
    .update(cameras)
    .set({ recording: older as RecordingSettings })
    .where(stored(id))
  assert.equal((await getCamera(admin(), id)).recording.keepDamaged, true)
})
