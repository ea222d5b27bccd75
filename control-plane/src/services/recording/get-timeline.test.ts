import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { timelineSchema } from '@nightjar/shared/api/recording.ts'
import { toIso } from '@nightjar/shared/domain/time.ts'
import { eq } from 'drizzle-orm'
import { cameras } from '../../db/schema/cameras.ts'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../../testing/mint.ts'
import { type MintedCamera, mintCamera, reportStatus } from '../../testing/mint-camera.ts'
import { applyRecords } from './apply-records.ts'
import { getTimeline } from './get-timeline.ts'

describe('timeline of a camera', () => {
  let harness: Harness
  let own: MintedOrganisation
  let camera: MintedCamera
  let startMs: number

  before(async () => {
    harness = await openHarness()
    own = await mintOrganisation(harness.base)
    camera = await mintCamera(harness.base, own)
    startMs = harness.clock.wallMs() - 600_000
    const createdAtMs = startMs - 864_000_000
    await harness.base.db.update(cameras).set({ createdAtMs }).where(eq(cameras.id, camera.cameraId))
    const at = (seconds: number) => startMs + seconds * 1000
    const { chain } = camera
    const before = chain.gap(at(-864_000), at(0), 'agent-down', 'agent.stopped')
    const [lost, lostEntry] = chain.recorded(at(0), at(60))
    const records = [
      ...before,
      ...[lost, lostEntry],
      ...chain.recorded(at(60), at(120)),
      ...chain.gap(at(120), at(180)),
      ...chain.recorded(at(180), at(240)),
      ...chain.evicted(lost),
    ]
    const payload = { id: harness.base.ids.next(), cameraId: camera.cameraId, records }
    assert.equal(await applyRecords(harness.as(camera.actor), payload), 'applied')
  })
  after(() => harness.close())

  const ask = async (fromSeconds: number, toSeconds: number, actor = own.viewer.actor) => {
    const range = { from: toIso(startMs + fromSeconds * 1000), to: toIso(startMs + toSeconds * 1000) }
    const timeline = timelineSchema.parse(await getTimeline(harness.as(actor), camera.cameraId, range))
    const seconds = (iso: string) => (Date.parse(iso) - startMs) / 1000
    return timeline.intervals.map(({ from, to, state, where }) => [seconds(from), seconds(to), state, where])
  }

  it('tells a viewer of every moment what is there, or why nothing is', async () => {
    assert.deepEqual(await ask(-100, 300), [
      [-100, 0, 'agent-down', null],
      [0, 60, 'evicted', 'gone'],
      [60, 120, 'recorded', 'site'],
      [120, 180, 'camera-down', null],
      [180, 240, 'recorded', 'site'],
      [240, 300, 'pending', null],
    ])
  })

  it('finds the entry that covers the range however long ago it began', async () => {
    assert.deepEqual(await ask(-50, -40), [[-50, -40, 'agent-down', null]])
    assert.deepEqual(await ask(10, 20), [[10, 20, 'evicted', 'gone']])
  })

  it('shows the segment being written only while the agent is online', async () => {
    const openSegmentStartMs = startMs + 240_000
    await reportStatus(harness.base, camera, { online: true, openSegmentStartMs })
    assert.deepEqual((await ask(180, 300)).at(-1), [240, 300, 'recording', null])
    await reportStatus(harness.base, camera, { online: false, openSegmentStartMs })
    assert.deepEqual((await ask(180, 300)).at(-1), [240, 300, 'pending', null])
  })

  it('shows a gap that goes on by its cause before its entry comes, and nothing of the time it cannot speak for', async () => {
    const lastPictureAtMs = startMs + 270_000
    const stream = { streamId: camera.streamId, state: 'waiting' as const, reason: 'camera.auth-refused' }
    const unknown = { retryAtMs: null, facts: null, bitsPerSecond: null }
    const streams = [{ ...stream, ...unknown, lastPictureAtMs }]
    const startedAtMs = startMs
    await reportStatus(harness.base, camera, { online: true, openSegmentStartMs: null, streams, startedAtMs })
    assert.deepEqual((await ask(180, 300)).slice(-2), [
      [240, 270, 'pending', null],
      [270, 300, 'camera-down', null],
    ])
    await reportStatus(harness.base, camera, { online: false, openSegmentStartMs: null, streams, startedAtMs })
    assert.deepEqual((await ask(180, 300)).at(-1), [240, 300, 'pending', null])
  })

  it('is not there for another organisation', async () => {
    const other = await mintOrganisation(harness.base)
    await assert.rejects(ask(0, 10, other.administrator.actor), { code: 'resource.not-found' })
  })
})
