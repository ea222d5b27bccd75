import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { controlPlaneHasAll, everyFileIsAccountedFor, everyRowHasItsFile, nothingWaits } from './invariants.ts'
import { SimulatedSite } from './simulated-site.ts'

const patientMs = 200_000

async function settle(site: SimulatedSite): Promise<void> {
  await site.live(patientMs, null, { cameras: 'off' })
  site.deliver()
  everyRowHasItsFile(site)
  everyFileIsAccountedFor(site)
  nothingWaits(site)
  controlPlaneHasAll(site, site.clock.wallMs())
}

const segmentsOf = (site: SimulatedSite, at = 0) => [
  ...site.controlPlane.chainOf(site.cameraIds[at]!).data.segments.values(),
]

describe('files of a lost index', () => {
  it('are taken in through any sequence of crashes, with the index lost again and again', async () => {
    for (let seed = 1; seed <= 15; seed++) {
      const site = new SimulatedSite({ seed })
      await site.live(10_000, null)
      for (let life = 0; life < 4; life++) {
        if (site.fraction() < 0.5) site.loseIndex(site.fraction() < 0.5 ? 'deleted' : 'set-aside')
        site.controlPlane.isAway = site.fraction() < 0.3
        await site.live(1_000 + site.fraction() * 10_000, 1 + Math.floor(site.fraction() * 300))
        await site.reboot(site.fraction() < 0.5 ? 'power' : 'killed', Math.floor(site.fraction() * 10_000))
      }
      site.controlPlane.isAway = false
      await settle(site).catch(error => {
        throw new Error(`seed ${seed}: ${error.stack}`)
      })
    }
  })

  it('make room when the disk is full, before anybody knows their records; the control plane hears of it later', async () => {
    const site = new SimulatedSite({ seed: 5 })
    await site.live(30_000, null)
    site.deliver()
    site.loseIndex('deleted')
    site.controlPlane.isAway = true
    const used = site.disk.usedBytes()
    site.disk.capacityBytes = Math.ceil(used * 1.03)
    await site.live(12_000, null)
    const gone = site.database.sql.prepare('SELECT count(*) AS rows FROM found WHERE gone IS NOT NULL').get()
    assert.notDeepEqual({ ...gone }, { rows: 0 }, 'room was made')
    site.disk.capacityBytes = Number.POSITIVE_INFINITY
    site.controlPlane.isAway = false
    await settle(site)
    const evicted = segmentsOf(site).filter(segment => segment.evicted)
    assert.ok(evicted.length > 0)
    assert.ok(evicted.every(({ manifest }) => manifest.lineageId === undefined))
  })

  for (const isRemoved of [false, true])
    it(`that retention had deleted without a word that was heard are said to be missing, once${isRemoved ? ', of a camera that was removed too' : ''}`, async () => {
      for (let seed = 20; seed < 26; seed++) {
        const site = new SimulatedSite({ seed })
        await site.live(30_000, null)
        site.deliver()
        const known = segmentsOf(site).length
        site.controlPlane.isAway = true
        // All of it: a camera that was removed has no file left to be known by.
        site.disk.capacityBytes = Math.ceil(site.disk.usedBytes() * (isRemoved ? 0.01 : 0.7))
        for (let round = 0; round < (isRemoved ? 5 : 1); round++) await site.live(12_000, null, { cameras: 'off' })
        site.disk.capacityBytes = Number.POSITIVE_INFINITY
        if (isRemoved) site.configured = [site.cameraIds[1]!]
        site.loseIndex('deleted')
        site.controlPlane.isAway = false
        // The word of it is lost once more, between any two of its steps.
        await site.live(20_000, 40 * (seed - 19), { cameras: 'off' })
        await site.reboot('killed', 1_000)
        await (isRemoved ? site.live(patientMs, null, { cameras: 'off' }) : settle(site))
        site.deliver()
        nothingWaits(site)
        const { segments, entries, refusals } = site.controlPlane.chainOf(site.cameraIds[0]!).data
        assert.deepEqual(refusals, [], `seed ${seed}`)
        const files = site.disk.files()
        const gone = [...segments.values()].filter(
          ({ manifest, entry }) => entry && !files.has(`/segments/${manifest.cameraId}/${manifest.segmentId}.mp4`),
        )
        assert.ok(gone.length > 0 && (gone.length === known) === isRemoved, `seed ${seed}: ${gone.length} of ${known}`)
        assert.ok(gone.every(({ evicted }) => evicted))
        const said = entries.filter(({ state }) => state === 'evicted')
        assert.deepEqual(
          [said.length, new Set(said.map(({ cause }) => cause))],
          [gone.length, new Set(['retention.missing'])],
        )
      }
    })

  it('of a camera that is not configured any more have their records again, and nothing is claimed for it', async () => {
    const site = new SimulatedSite({ seed: 6 })
    await site.live(20_000, null)
    site.deliver()
    const [kept, removed] = site.cameraIds
    const before = segmentsOf(site, 1).length
    const accountedTo = site.controlPlane.chainOf(removed!).accountedToMs
    site.configured = [kept!]
    site.loseIndex('deleted')
    await site.live(patientMs, null, { cameras: 'off' })
    site.deliver()
    everyRowHasItsFile(site)
    everyFileIsAccountedFor(site)
    nothingWaits(site)
    assert.equal(segmentsOf(site, 1).length, before)
    assert.equal(site.controlPlane.chainOf(removed!).accountedToMs, accountedTo)
    const rows = site.database.sql.prepare('SELECT count(*) AS rows FROM segment WHERE camera_id = ?').get(removed!)
    assert.deepEqual({ ...rows }, { rows: before })
  })

  it('that another hand has changed are set aside, and said to be gone', async () => {
    const site = new SimulatedSite({ seed: 7 })
    await site.live(20_000, null)
    site.deliver()
    const { manifest } = segmentsOf(site)[0]!
    const path = `/segments/${manifest.cameraId}/${manifest.segmentId}.mp4`
    const file = await site.disk.open(path, 'write')
    await file.writev([new Uint8Array(8)], manifest.byteLength - 8)
    await file.sync()
    site.loseIndex('set-aside')
    await settle(site)
    assert.deepEqual(site.quarantined, [manifest.segmentId])
    assert.equal(segmentsOf(site).find(each => each.manifest.segmentId === manifest.segmentId)?.evicted, true)
  })

  it('wait through a long time without a link, with recording going on', async () => {
    const site = new SimulatedSite({ seed: 8 })
    await site.live(20_000, null)
    site.loseIndex('deleted')
    site.controlPlane.isAway = true
    await site.live(120_000, null)
    const found = site.database.sql.prepare('SELECT count(*) AS rows FROM found').get() as { rows: number }
    assert.ok(found.rows > 60, `${found.rows} wait`)
    site.controlPlane.isAway = false
    await settle(site)
  })
})
