import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { and, eq } from 'drizzle-orm'
import { auditEntries } from '../../db/schema/audit-entries.ts'
import { cameraRetentions } from '../../db/schema/camera-retentions.ts'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { lineageStatement } from '../../testing/lineage-statement.ts'
import { type MintedOrganisation, mintOrganisation } from '../../testing/mint.ts'
import { type MintedCamera, mintCamera } from '../../testing/mint-camera.ts'
import { getCamera } from '../camera/get.ts'
import { listChainAlarms } from '../chain/list-alarms.ts'
import { takeLineage } from '../chain/take-lineage.ts'
import { applyRecords } from './apply-records.ts'

const minuteMs = 60_000

describe('recordings of a camera without a number of days that are said to be lost', () => {
  let harness: Harness
  let own: MintedOrganisation
  let camera: MintedCamera
  let t0: number
  let past: ReturnType<MintedCamera['chain']['recorded']>[]

  before(async () => {
    harness = await openHarness()
    own = await mintOrganisation(harness.base)
  })
  after(() => harness.close())
  beforeEach(async () => {
    t0 = harness.clock.wallMs() - 60 * minuteMs
    camera = await mintCamera(harness.base, own, { addedAtMs: t0 })
    const isIt = eq(cameraRetentions.cameraId, camera.cameraId)
    await harness.base.db.update(cameraRetentions).set({ retentionDays: null }).where(isIt)
    past = [0, 1, 2, 3, 4].map(at => camera.chain.recorded(t0 + at * minuteMs, t0 + (at + 1) * minuteMs))
    assert.equal(await send(past.flat()), 'applied')
  })

  const send = (records: unknown) =>
    applyRecords(harness.as(camera.actor), { id: harness.base.ids.next(), cameraId: camera.cameraId, records })
  const told = async () => (await getCamera(harness.as(own.viewer.actor), camera.cameraId)).chain.evictedEarly
  const begin = async () => {
    const at = { follows: camera.chain.place(), begunAtMs: t0 + 5 * minuteMs }
    const statement = lineageStatement(camera.chain, at)
    await takeLineage(harness.as(camera.actor), camera.cameraId, statement)
    return camera.chain.lineage(statement.lineageId)
  }

  it('are told, because no setting ever loses any', async () => {
    const chain = await begin()
    const causes = ['retention.missing', 'retention.missing', 'retention.damaged', 'retention.missing']
    assert.equal(await send(causes.flatMap((cause, at) => chain.evicted(past[at]![0], cause))), 'applied')
    const early = await told()
    assert.deepEqual(early?.causes, ['retention.missing', 'retention.damaged'])
    assert.deepEqual([early.count, early.promisedDays], [4, null])
    const alarms = await listChainAlarms(harness.as(own.viewer.actor))
    assert.equal(alarms.find(({ cameraId }) => cameraId === camera.cameraId)?.evictedEarly?.count, 4)
    const written = and(eq(auditEntries.subjectId, camera.cameraId), eq(auditEntries.action, 'recording.evicted'))
    assert.equal(await harness.base.db.$count(auditEntries, written), 2)
  })

  it('are told also where they are as old as was promised', async () => {
    const isIt = eq(cameraRetentions.cameraId, camera.cameraId)
    await harness.base.db.update(cameraRetentions).set({ retentionDays: 0.01 }).where(isIt)
    const chain = await begin()
    assert.equal(await send(chain.evicted(past[0]![0], 'retention.missing')), 'applied')
    assert.equal((await told())?.count, 1)
  })

  for (const cause of ['retention.missing', 'retention.damaged'])
    it(`are refused where no lineage was begun: ${cause}`, async () => {
      assert.match(JSON.stringify(await send(camera.chain.evicted(past[0]![0], cause))), /Frozen.* said to be lost/)
      assert.equal(await told(), null)
    })
})
