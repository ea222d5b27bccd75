import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { notNewer } from '@nightjar/shared/protocol/config/not-newer.ts'
import { asc, desc, eq } from 'drizzle-orm'
import { agentConfigs } from '../../db/schema/agent-configs.ts'
import { agentStatus } from '../../db/schema/agent-status.ts'
import { cameraRetentions } from '../../db/schema/camera-retentions.ts'
import { cameras } from '../../db/schema/cameras.ts'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../../testing/mint.ts'
import { type MintedCamera, mintCamera } from '../../testing/mint-camera.ts'
import { recordHeartbeat } from '../agent/record-status.ts'
import { getCamera } from '../camera/get.ts'
import { applyRecords } from '../recording/apply-records.ts'
import { recordConfigReport } from './record-report.ts'
import { refreshConfig } from './refresh-config.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** The backup knows of version 1, which says 7 days; others were published since, of which the agent follows the last. */
describe('an agent that follows a configuration which a restored database does not know', () => {
  let harness: Harness
  let own: MintedOrganisation
  let camera: MintedCamera
  let old: ReturnType<MintedCamera['chain']['recorded']>

  before(async () => {
    harness = await openHarness()
    own = await mintOrganisation(harness.base)
  })
  after(() => harness.close())
  beforeEach(async () => {
    const t0 = harness.clock.wallMs() - 2 * dayMs
    camera = await mintCamera(harness.base, own, { addedAtMs: t0 })
    await refreshConfig(harness.base, camera.agentId)
    old = camera.chain.recorded(t0, t0 + 60_000)
    assert.equal(await send(old), 'applied')
    harness.clock.advance(hourMs)
  })

  const send = (records: unknown) =>
    applyRecords(harness.as(camera.actor), { id: harness.base.ids.next(), cameraId: camera.cameraId, records })
  const report = async (configVersion: number) => {
    const [row] = await harness.base.db.select().from(agentStatus).where(eq(agentStatus.agentId, camera.agentId))
    await recordHeartbeat(harness.as(camera.actor), { ...row!.report, configVersion })
  }
  const versions = async () => {
    const isIt = eq(agentConfigs.agentId, camera.agentId)
    const rows = await harness.base.db.select().from(agentConfigs).where(isIt).orderBy(desc(agentConfigs.version))
    return rows.map(({ version, document }) => {
      assert.equal(document.config.version, version)
      return version
    })
  }
  const said = async () => {
    const isIt = eq(cameraRetentions.cameraId, camera.cameraId)
    const rows = await harness.base.db
      .select()
      .from(cameraRetentions)
      .where(isIt)
      .orderBy(asc(cameraRetentions.version))
    return rows.map(({ version, retentionDays, isKnown }) => [version, isKnown ? retentionDays : 'unknown'])
  }
  const told = async () => (await getCamera(harness.as(own.viewer.actor), camera.cameraId)).chain.evictedEarly

  it('is sent one that it takes: of the version after its own, and what was said meanwhile is not known', async () => {
    await report(1)
    assert.deepEqual(await versions(), [1])
    await report(4)
    assert.deepEqual(await versions(), [5, 1])
    assert.deepEqual(await said(), [
      [0, 7],
      [2, 'unknown'],
      [5, 7],
    ])
    await report(4)
    await report(5)
    assert.deepEqual(await versions(), [5, 1], 'once')
  })

  it('may have deleted by what is not known: taken, and told by what is', async () => {
    await report(4)
    assert.equal(await send(camera.chain.evicted(old[0], 'retention.age')), 'applied')
    const early = await told()
    assert.deepEqual([early?.causes, early?.count, early?.promisedDays], [['retention.age'], 1, 7])
    const now = harness.clock.wallMs()
    const fresh = camera.chain.recorded(now - 60_000, now, { configVersion: 5 })
    assert.equal(await send(fresh), 'applied')
    const early5 = await send(camera.chain.evicted(fresh[0], 'retention.age'))
    assert.match(JSON.stringify(early5), /Frozen.*before any setting/, 'from then on all is known again')
  })

  it('is told of where nothing that is known would have it delete', async () => {
    const isIt = eq(cameraRetentions.cameraId, camera.cameraId)
    await harness.base.db.update(cameraRetentions).set({ retentionDays: null }).where(isIt)
    const isCamera = eq(cameras.id, camera.cameraId)
    const [row] = await harness.base.db.select().from(cameras).where(isCamera)
    const recording = { ...row!.recording, retentionDays: null }
    await harness.base.db.update(cameras).set({ recording }).where(isCamera)
    await report(4)
    assert.equal(await send(camera.chain.evicted(old[0], 'retention.quota')), 'applied')
    const early = await told()
    assert.deepEqual([early?.causes, early?.promisedDays], [['retention.quota'], null])
  })

  it('waits where its records come before its first heartbeat, and is not frozen', async () => {
    const evicted = camera.chain.evicted(old[0], 'retention.age')
    assert.match(JSON.stringify(await send(evicted)), /held.*when its agent has reported/)
    await report(4)
    assert.equal(await send(evicted), 'applied')
  })

  it('is known by its manifests too, before any heartbeat', async () => {
    const now = harness.clock.wallMs()
    const fresh = camera.chain.recorded(now - 60_000, now, { configVersion: 4 })
    assert.equal(await send([...fresh, ...camera.chain.evicted(old[0], 'retention.age')]), 'applied')
    assert.equal((await told())?.count, 1)
  })

  it('is passed too where it follows another one of the same version, and says so', async () => {
    await report(1)
    const refusal = { version: 0, hash: '0'.repeat(64), ok: false, error: notNewer, cameras: [] }
    await recordConfigReport(harness.as(camera.actor), { id: harness.base.ids.next(), ...refusal })
    await report(1)
    assert.deepEqual(await versions(), [3, 1])
    assert.deepEqual((await said())[1], [2, 'unknown'])
  })

  it('cannot use up the numbers, nor write many', async () => {
    for (let time = 0; time < 20; time++) await report(Number.MAX_SAFE_INTEGER)
    const [highest, ...others] = await versions()
    assert.ok(highest! > 1 && highest! < 1_000_000, `${highest}`)
    assert.deepEqual(others, [1])
  })
})
