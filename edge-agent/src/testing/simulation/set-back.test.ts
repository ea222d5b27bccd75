import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { controlPlaneHasAll, everyFileIsAccountedFor, everyRowHasItsFile, nothingWaits } from './invariants.ts'
import { SimulatedSite } from './simulated-site.ts'

const folder = mkdtempSync(join(tmpdir(), 'nightjar-set-back-'))
after(() => rmSync(folder, { recursive: true }))
const patientMs = 200_000

const dataOf = (site: SimulatedSite, at = 0) => site.controlPlane.chainOf(site.cameraIds[at]!).data
const reasonsOf = (site: SimulatedSite, at = 0) => dataOf(site, at).statements.map(({ why }) => why)

/** Lets all be said with cameras off, and holds both sides to everything. */
async function settle(site: SimulatedSite): Promise<void> {
  await site.live(patientMs, null, { cameras: 'off' })
  site.deliver()
  everyRowHasItsFile(site)
  everyFileIsAccountedFor(site)
  nothingWaits(site)
  controlPlaneHasAll(site, site.clock.wallMs())
}

async function forSeeds(count: number, work: (seed: number) => Promise<void>): Promise<void> {
  for (let seed = 1; seed <= count; seed++)
    await work(seed).catch(error => {
      throw new Error(`seed ${seed}: ${error.stack}`)
    })
}

describe('one side is set back', () => {
  it('the control plane, while the agent has all that it lacks: it is sent again, in the same lineage', async () => {
    await forSeeds(5, async seed => {
      const site = new SimulatedSite({ seed })
      await site.live(8_000, null)
      const restore = site.controlPlane.backup()
      await site.live(20_000, null)
      site.deliver()
      restore()
      await settle(site)
      assert.deepEqual(reasonsOf(site), [])
    })
  })

  it('the control plane, to before all: the whole chain is sent again', async () => {
    const site = new SimulatedSite({ seed: 3 })
    const restore = site.controlPlane.backup()
    await site.live(20_000, null)
    site.deliver()
    restore()
    await settle(site)
    assert.deepEqual(reasonsOf(site), [])
  })

  it('the control plane, and the agent has forgotten some of what it lacks: a new lineage, with the same files', async () => {
    await forSeeds(5, async seed => {
      const site = new SimulatedSite({ seed })
      await site.live(8_000, null)
      site.deliver()
      const restore = site.controlPlane.backup()
      await site.live(8_000, null)
      site.deliver()
      const [cameraId] = site.cameraIds
      // As pruned: their segments were deleted long ago.
      const head = dataOf(site).records.length
      restore()
      const from = dataOf(site).records.length
      assert.ok(head > from)
      const { sql } = site.database
      const where = `camera_id = '${cameraId}' AND sequence <= ${from + 2}`
      const files = sql.prepare(`SELECT segment_id FROM segment WHERE ${where}`).all() as { segment_id: string }[]
      for (const { segment_id: id } of files) {
        await site.disk.unlink(`/segments/${cameraId}/${id}.mp4`)
        const known = dataOf(site).segments.get(id)
        if (known) known.evicted = true
      }
      sql.exec(`DELETE FROM segment WHERE ${where}`)
      sql.exec(`DELETE FROM chain WHERE ${where}`)
      await settle(site)
      assert.deepEqual(reasonsOf(site), ['set-back'])
      assert.deepEqual(reasonsOf(site, 1), [], 'the other camera goes on')
    })
  })

  it('the control plane, to before a seam: the statement is said again', async () => {
    await forSeeds(5, async seed => {
      const site = new SimulatedSite({ seed })
      await site.live(8_000, null)
      site.loseIndex('deleted')
      const restore = site.controlPlane.backup()
      await site.live(90_000, null)
      site.deliver()
      restore()
      await settle(site)
      assert.deepEqual(reasonsOf(site), ['index-damaged'])
    })
  })

  it('the agent, its index alone: what it had recorded since has its original records again', async () => {
    await forSeeds(5, async seed => {
      const site = new SimulatedSite({ seed })
      await site.live(8_000, null)
      const restore = site.backupIndex(join(folder, `index-${seed}.db`))
      await site.live(60_000, null)
      site.deliver()
      const known = new Set(dataOf(site).segments.keys())
      restore()
      // Taken for new by a start without a link, before the heads were compared: none of it was ever sent.
      site.controlPlane.isAway = seed % 2 === 0
      await site.live(3_000, null)
      site.controlPlane.isAway = false
      await settle(site).catch(error => {
        // More was recorded than the control plane is ahead: that is a fork, and a person is asked.
        assert.deepEqual(dataOf(site).refusals, ['forked'], error.stack)
      })
      if (dataOf(site).status === 'open') assert.deepEqual(reasonsOf(site), ['set-back'])
      for (const [id, { manifest }] of dataOf(site).segments)
        if (known.has(id)) assert.equal(manifest.lineageId, undefined, 'an original')
    })
  })
})

describe('a frozen chain', () => {
  it('holds one camera, the other goes on; nothing is lost when it is opened again', async () => {
    await forSeeds(5, async seed => {
      const site = new SimulatedSite({ seed })
      await site.live(5_000, null)
      dataOf(site).status = 'frozen'
      const [frozenAt, otherAt] = [dataOf(site).records.length, dataOf(site, 1).records.length]
      await site.live(30_000, null)
      assert.equal(dataOf(site).records.length, frozenAt)
      assert.ok(dataOf(site, 1).records.length > otherAt)
      dataOf(site).status = 'open'
      await settle(site)
      assert.deepEqual(reasonsOf(site), [])
    })
  })

  it('is opened while the agent runs: it notices within two minutes', async () => {
    const site = new SimulatedSite({ seed: 4 })
    await site.live(5_000, null)
    dataOf(site).status = 'frozen'
    const frozenAt = dataOf(site).records.length
    const stop = site.clock.every(70_000, () => {
      dataOf(site).status = 'open'
    })
    await site.live(200_000, null)
    stop()
    assert.ok(dataOf(site).records.length > frozenAt)
    await settle(site)
  })

  it('is to begin anew: what was not taken is accounted for again, evictions meanwhile included', async () => {
    await forSeeds(8, async seed => {
      const site = new SimulatedSite({ seed, quotaBytes: seed % 2 === 0 ? 60_000 : null })
      await site.live(8_000, null)
      dataOf(site).status = 'frozen'
      await site.live(30_000, null)
      dataOf(site).status = 'begin-anew'
      await site.live(70_000, seed % 3 === 0 ? 150 * seed : null)
      await site.reboot('killed', 1_000)
      await settle(site)
      assert.deepEqual(reasonsOf(site), ['refused'])
      assert.deepEqual(reasonsOf(site, 1), [])
      const { sql } = site.database
      const aside = sql.prepare('SELECT count(*) AS records FROM aside').get() as { records: number }
      assert.ok(aside.records > 0, 'kept for people to look at')
    })
  })
})
