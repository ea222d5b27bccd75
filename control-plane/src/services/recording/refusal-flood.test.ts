import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { and, asc, eq, like } from 'drizzle-orm'
import { auditEntries } from '../../db/schema/audit-entries.ts'
import { cameras } from '../../db/schema/cameras.ts'
import { chainRefusals } from '../../db/schema/chain-refusals.ts'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { lineageStatement } from '../../testing/lineage-statement.ts'
import { type MintedOrganisation, mintOrganisation } from '../../testing/mint.ts'
import { type MintedCamera, mintCamera } from '../../testing/mint-camera.ts'
import { resumeChain } from '../chain/decide-chain.ts'
import { takeLineage } from '../chain/take-lineage.ts'
import { applyRecords } from './apply-records.ts'

const minuteMs = 60_000

describe('records that are refused again and again', () => {
  let harness: Harness
  let own: MintedOrganisation

  before(async () => {
    harness = await openHarness()
    own = await mintOrganisation(harness.base)
  })
  after(() => harness.close())

  const begun = async () => {
    const t0 = harness.clock.wallMs() - 60 * minuteMs
    const camera = await mintCamera(harness.base, own, { addedAtMs: t0 })
    assert.equal(await send(camera, camera.chain.gap(t0, t0 + minuteMs)), 'applied')
    return { camera, t0 }
  }
  const send = (camera: MintedCamera, records: unknown) =>
    applyRecords(harness.as(camera.actor), { id: harness.base.ids.next(), cameraId: camera.cameraId, records })
  const evidence = ({ cameraId }: MintedCamera) =>
    harness.base.db
      .select({ id: chainRefusals.id })
      .from(chainRefusals)
      .where(eq(chainRefusals.cameraId, cameraId))
      .orderBy(asc(chainRefusals.atMs))
  const audited = async ({ cameraId }: MintedCamera) => {
    const rows = await harness.base.db
      .select({ action: auditEntries.action, facts: auditEntries.facts })
      .from(auditEntries)
      .where(and(eq(auditEntries.subjectId, cameraId), like(auditEntries.action, 'chain.%')))
      .orderBy(asc(auditEntries.sequence))
    return Object.groupBy(rows, ({ action }) => action)
  }

  it('leave the newest of a removed camera, and a word in the audit log each time their number has doubled', async () => {
    const { camera, t0 } = await begun()
    const follows = camera.chain.place()
    const removed = { deletedAtMs: harness.clock.wallMs() }
    await harness.base.db.update(cameras).set(removed).where(eq(cameras.id, camera.cameraId))
    let { chain } = camera
    for (let time = 0; time < 20; time++) {
      harness.clock.advance(10 * minuteMs)
      // Over what is accounted for.
      const refused = chain.gap(t0, t0 + minuteMs)
      assert.match(JSON.stringify(await send(camera, refused)), /held.*new lineage/)
      const begins = { follows, why: 'refused', begunAtMs: harness.clock.wallMs() } as const
      const statement = lineageStatement(camera.chain, begins)
      await takeLineage(harness.as(camera.actor), camera.cameraId, statement)
      chain = camera.chain.lineage(statement.lineageId)
    }
    assert.equal((await evidence(camera)).length, 5)
    const { 'chain.frozen': frozen, 'chain.seamed': seamed } = await audited(camera)
    assert.deepEqual(
      frozen?.map(({ facts }) => facts.count),
      [1, 2, 4, 8, 16],
    )
    assert.deepEqual(
      seamed?.map(({ facts }) => facts.ordinal),
      [1, 2, 4, 8, 16],
    )
  })

  it('leave fifty of a camera at most, the newest, and each a word: somebody has decided about it', async () => {
    const { camera, t0 } = await begun()
    let first: string | undefined
    for (let time = 0; time < 53; time++) {
      harness.clock.advance(1000)
      const before = camera.chain.records.length
      assert.match(JSON.stringify(await send(camera, camera.chain.gap(t0, t0 + minuteMs))), /held.*Frozen/)
      camera.chain.records.length = before
      first ??= (await evidence(camera))[0]!.id
      await resumeChain(harness.as(own.administrator.actor), camera.cameraId)
    }
    const kept = await evidence(camera)
    assert.equal(kept.length, 50)
    assert.ok(kept.every(({ id }) => id !== first))
    assert.equal((await audited(camera))['chain.frozen']?.length, 53)
  })
})
