import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { ChainRecord } from '@nightjar/shared/records/chain.ts'
import { eq } from 'drizzle-orm'
import { ledgerEntries } from '../../db/schema/ledger-entries.ts'
import { segments } from '../../db/schema/segments.ts'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../../testing/mint.ts'
import { type MintedCamera, mintCamera } from '../../testing/mint-camera.ts'
import { applyRecords } from './apply-records.ts'
import { hashesInChain } from './load-chain.ts'

describe('applying records', () => {
  let harness: Harness
  let own: MintedOrganisation
  let camera: MintedCamera

  before(async () => {
    harness = await openHarness()
    own = await mintOrganisation(harness.base)
  })
  after(() => harness.close())
  beforeEach(async () => {
    camera = await mintCamera(harness.base, own)
  })

  const apply = (records: ChainRecord[], as = camera) =>
    applyRecords(harness.as(as.actor), { id: harness.base.ids.next(), cameraId: camera.cameraId, records })
  const stored = async () => ({
    segments: await harness.base.db.select().from(segments).where(eq(segments.cameraId, camera.cameraId)),
    entries: await harness.base.db.select().from(ledgerEntries).where(eq(ledgerEntries.cameraId, camera.cameraId)),
  })

  it('stores each record once, however often and in whatever pieces it comes', async () => {
    const { chain } = camera
    const first = [chain.gap(0, 1000), chain.recorded(1000, 2000)].flat()
    const second = chain.recorded(2000, 3000)
    assert.equal(await apply(second), 'gap')
    assert.equal(await apply(first), 'applied')
    assert.equal(await apply(first), 'known')
    assert.equal(await apply([...first.slice(1), ...second]), 'applied')
    assert.equal(await apply(second), 'known')
    const rows = await stored()
    assert.deepEqual(
      rows.segments.map(row => row.manifest).sort((a, b) => a.sequence - b.sequence),
      chain.records.filter(record => record.kind === 'segment'),
    )
    assert.deepEqual(rows.entries.map(row => row.entry.sequence).sort(), [0, 2, 4])
    assert.equal(
      rows.entries.find(row => row.sequence === 2)?.segmentId,
      first[1]!.kind === 'segment' && first[1]!.segmentId,
    )
  })

  it('does not let two deliveries of one batch apply it twice', async () => {
    const records = camera.chain.recorded(0, 1000)
    const outcomes = await Promise.all([apply(records), apply(records), apply(records)])
    assert.deepEqual(outcomes.sort(), ['applied', 'known', 'known'])
  })

  it('marks a segment as gone from the site when its eviction is recorded', async () => {
    const [manifest, entry] = camera.chain.recorded(0, 1000)
    await apply([manifest, entry])
    assert.equal(await apply(camera.chain.evicted(manifest)), 'applied')
    const rows = await stored()
    assert.notEqual(rows.segments[0]!.evictedAtMs, null)
    assert.equal(rows.entries.find(row => row.state === 'evicted')?.segmentId, manifest.segmentId)
  })

  it('takes a recording that begins where an entry of another batch ends, wherever the chain was cut', async () => {
    const startMs = harness.clock.wallMs() - 600_000
    camera = await mintCamera(harness.base, own, { addedAtMs: startMs + 20_000 })
    const { chain } = camera
    // Its clock was behind when the camera was added: its ledger begins at its own time, within a segment.
    const first = chain.segment(startMs, startMs + 60_000)
    const begun = chain.entry(startMs + 10_000, startMs + 60_000, 'recorded', null, chain.hashOf(first))
    const twice = chain.segment(startMs + 50_000, startMs + 90_000)
    const rest = chain.entry(startMs + 60_000, startMs + 90_000, 'recorded', null, chain.hashOf(twice))
    for (const record of [first, begun, twice, rest]) assert.equal(await apply([record]), 'applied')
  })

  it('rejects the records of another agent, even one of the same organisation, and writes nothing', async () => {
    const other = await mintCamera(harness.base, own)
    assert.deepEqual(await apply(camera.chain.recorded(0, 1000), other), {
      rejected: 'The camera is not one of this agent.',
    })
    const forged = other.chain.recorded(0, 1000).map(record => ({ ...record, cameraId: camera.cameraId }))
    assert.ok(typeof (await apply(forged)) === 'object')
    assert.deepEqual(await stored(), { segments: [], entries: [] })
  })

  it('rejects a segment id that is taken, and leaves the one that has it as it was', async () => {
    const [manifest, entry] = camera.chain.recorded(0, 1000)
    await apply([manifest, entry])
    const again = camera.chain.recorded(1000, 2000, { segmentId: manifest.segmentId })
    assert.match(JSON.stringify(await apply(again)), /held.*A segment id is used twice/)
    const rows = await stored()
    assert.deepEqual(
      rows.segments.map(row => row.manifest),
      [manifest],
    )
    assert.equal(rows.entries.length, 1)
  })

  it('reads the hashes of a batch and no others, whatever numbers it names', async () => {
    const { chain } = camera
    const records = [chain.gap(0, 1000), chain.recorded(1000, 2000), chain.gap(2000, 3000)].flat()
    assert.equal(await apply(records), 'applied')
    const far = { ...records[0]!, sequence: Number.MAX_SAFE_INTEGER }
    const read = await harness.base.db.transaction(tx => hashesInChain(tx, [records[0]!, far], camera.cameraId, 0))
    assert.deepEqual([...read], [[0, chain.hashOf(records[0]!)]])
    assert.deepEqual(await apply([records[0]!, far]), { rejected: 'The records do not follow one another.' })
    assert.deepEqual(await apply([far, records[0]!]), { rejected: 'The records do not follow one another.' })
  })

  it('is for agents only', async () => {
    const payload = { id: harness.base.ids.next(), cameraId: camera.cameraId, records: camera.chain.recorded(0, 1000) }
    await assert.rejects(applyRecords(harness.as(own.administrator.actor), payload), { code: 'auth.forbidden' })
  })
})
