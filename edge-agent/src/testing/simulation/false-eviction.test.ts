import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chainStart, signedBytes } from '@nightjar/shared/records/chain.ts'
import type { UnsignedLedgerEntry } from '@nightjar/shared/records/ledger.ts'
import { sha256 } from '../../index/chain-append.ts'
import { testId, testOwner, testSign } from '../records.ts'
import { controlPlaneHasAll, everyFileIsAccountedFor, everyRowHasItsFile, nothingWaits } from './invariants.ts'
import { SimulatedSite } from './simulated-site.ts'

const patientMs = 200_000

/** A site of one camera; the control plane knows all of its recordings. */
async function scene(seed: number) {
  const site = new SimulatedSite({ seed, cameras: 1 })
  await site.live(40_000, null)
  site.deliver()
  const cameraId = site.cameraIds[0]!
  const chain = site.controlPlane.chainOf(cameraId)
  const before = [...chain.data.segments.values()].filter(({ entry, evicted }) => entry && !evicted)
  const ids = before.map(({ manifest }) => manifest.segmentId)
  assert.ok(ids.length >= 5, `${ids.length} segments`)
  const there = () => ids.filter(id => site.disk.files().has(`/segments/${cameraId}/${id}.mp4`))
  const rows = () => {
    const all = site.database.sql.prepare('SELECT segment_id AS id FROM segment').all() as { id: string }[]
    return ids.filter(id => all.some(row => row.id === id))
  }
  return { site, cameraId, chain, ids, there, rows }
}

type Scene = Awaited<ReturnType<typeof scene>>

/** Who can write the database: all is said to be deleted, in a lineage of which the agent knows nothing. */
function forgeRows({ chain: { data } }: Scene): void {
  for (const segment of data.segments.values()) segment.evicted = true
  data.lineageId = testId()
  data.records = []
  data.head = { lineageId: data.lineageId, sequence: 5, hash: 'ab'.repeat(32) }
}

/**
 * Who has the agent's key: a lineage that deletes the named segments, by every rule of the control plane, and says that
 * for so long from where the ledger ends the camera was down.
 */
function forgeLineage({ site, cameraId, chain }: Scene, ids: readonly string[], downMs = 0): void {
  const accountedToMs = chain.accountedToMs!
  const { organisationId, agentId } = testOwner
  const lineageId = testId()
  const head = { lineageId, organisationId, cameraId, agentId, follows: chain.data.head, begunAtMs: 0 } as const
  const statement = { ...head, kind: 'lineage', why: 'set-back' } as const
  assert.ok(chain.begin({ ...statement, signature: testSign(signedBytes(statement)) }))
  let previousHash = chainStart
  const deleted = ids.map(id => {
    const { fromMs, toMs, manifestHash } = chain.data.segments.get(id)!.entry!
    return { fromMs, toMs, manifestHash, state: 'evicted', cause: 'retention.age' } as const
  })
  const over = { fromMs: accountedToMs, toMs: accountedToMs + downMs, manifestHash: null }
  const down = downMs === 0 ? [] : [{ ...over, state: 'camera-down', cause: 'camera.unreachable' } as const]
  const records = [...deleted, ...down].map((what, sequence) => {
    const link = { entryId: testId(), cameraId, agentId, lineageId, sequence, previousHash }
    const unsigned: UnsignedLedgerEntry = { kind: 'ledger', ...link, ...what }
    previousHash = sha256(signedBytes(unsigned))
    return { ...unsigned, signature: testSign(signedBytes(unsigned)) }
  })
  assert.equal(chain.apply(records, site.clock.wallMs()), 'applied')
}

async function settle({ site }: Scene): Promise<void> {
  await site.live(patientMs, null, { cameras: 'off' })
  site.deliver()
  everyRowHasItsFile(site)
  everyFileIsAccountedFor(site)
  nothingWaits(site)
}

/** Until retention has made room, with a crash on the way. */
async function fillDisk(all: Scene, crashAt: number): Promise<void> {
  const { site } = all
  const capacityBytes = Math.ceil(site.disk.usedBytes() * 1.03)
  for (const at of [crashAt, null]) {
    site.disk.capacityBytes = capacityBytes
    const { crashed } = await site.live(12_000, at, { cameras: 'off' })
    if (crashed) await site.reboot('power', 1_000)
  }
  site.disk.capacityBytes = Number.POSITIVE_INFINITY
  await settle(all)
}

test('rows that say all was deleted delete no file; they have their records again', async () => {
  const all = await scene(12)
  forgeRows(all)
  await all.site.live(60_000, null)
  all.site.deliver()
  forgeRows(all)
  await settle(all)
  assert.deepEqual(all.there(), all.ids)
  assert.deepEqual(all.rows(), all.ids, 'sent when it is asked for')
})

test('a stolen key that says all was deleted deletes no file; the chain goes on', async () => {
  const all = await scene(11)
  forgeLineage(all, all.ids.slice(0, 1))
  await all.site.live(70_000, null)
  all.site.deliver()
  forgeLineage(all, all.ids.slice(1))
  await settle(all)
  assert.deepEqual(all.there(), all.ids)
  assert.deepEqual(all.rows(), all.ids, 'sent when it is asked for')
  assert.equal(all.chain.data.status, 'open')
  controlPlaneHasAll(all.site, all.site.clock.wallMs())
})

test('what was said to be deleted goes by the rules of retention, without a second word of it', async () => {
  for (let seed = 1; seed <= 4; seed++) {
    const all = await scene(seed)
    const { site, chain, ids } = all
    forgeLineage(all, ids)
    site.loseIndex('deleted')
    await settle(all)
    assert.deepEqual(all.rows(), ids, 'there is room')
    const head = chain.data.head
    await fillDisk(all, 50 * seed)
    assert.ok(all.there().length < ids.length, 'retention took some')
    assert.notDeepEqual(chain.data.head, head, 'records go on')
    controlPlaneHasAll(site, site.clock.wallMs())
    const evicted = chain.data.entries.filter(({ state }) => state === 'evicted')
    assert.equal(evicted.length, ids.length, 'each once')
  }
})

test('a stolen key that speaks of what is recorded and of what is not sent yet: retention deletes it later, and the chain goes on', async () => {
  for (let seed = 1; seed <= 4; seed++) {
    const all = await scene(seed)
    const { site, chain, ids } = all
    site.controlPlane.isAway = true
    await site.live(10_000, null)
    site.controlPlane.isAway = false
    forgeLineage(all, ids, 5_000)
    await settle(all)
    assert.deepEqual(all.rows(), ids, 'there is room')
    const before = site.disk.files().size
    await fillDisk(all, 50 * seed)
    assert.ok(all.there().length < ids.length, 'retention took some')
    assert.ok(site.disk.files().size < before)
    assert.deepEqual(chain.data.refusals, [])
    controlPlaneHasAll(site, site.clock.wallMs())
  }
})
