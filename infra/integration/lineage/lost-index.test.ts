import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { archiveObjects } from '@nightjar/control-plane/db/schema/archive-objects.ts'
import { chainHeads } from '@nightjar/control-plane/db/schema/chain-heads.ts'
import { ledgerEntries } from '@nightjar/control-plane/db/schema/ledger-entries.ts'
import type { AgentActor } from '@nightjar/control-plane/policy/actor.ts'
import { type Harness, openHarness } from '@nightjar/control-plane/testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '@nightjar/control-plane/testing/mint.ts'
import { type MintedCamera, mintCamera } from '@nightjar/control-plane/testing/mint-camera.ts'
import { completeReplySchema, uploadReplySchema } from '@nightjar/shared/protocol/agent-api.ts'
import type { Receipt } from '@nightjar/shared/records/receipt.ts'
import { and, eq, inArray } from 'drizzle-orm'
import { type AgentSite, openAgentSite } from './agent-site.ts'

/** A real index over real files, and a control plane with its own rules and keys; only the sockets are left out. */
describe('an index that is lost, and the control plane gives back', () => {
  let harness: Harness
  let own: MintedOrganisation
  let camera: MintedCamera
  let site: AgentSite
  const agents = new Map<string, AgentActor>()
  const bearer = 'own'

  before(async () => {
    harness = await openHarness({ resolveAgent: async (_, token) => agents.get(token) ?? null })
    own = await mintOrganisation(harness.base)
  })
  after(() => harness.close())
  afterEach(() => site.close())
  beforeEach(async () => {
    const addedAtMs = harness.clock.wallMs() - 3_600_000
    camera = await mintCamera(harness.base, own, { addedAtMs })
    agents.set(bearer, camera.actor)
    site = await openAgentSite(harness, camera, addedAtMs)
  })

  async function recorded(count: number): Promise<string[]> {
    const ids: string[] = []
    for (let at = 0; at < count; at++) ids.push(await site.record())
    assert.deepEqual(await site.send(), [])
    return ids
  }

  async function mirror(segmentId: string): Promise<Receipt> {
    const bytes = await readFile(site.pathOf(segmentId))
    const hash = (algorithm: string) => createHash(algorithm).update(bytes)
    const what = {
      mediaHash: hash('sha256').digest('hex'),
      byteLength: bytes.length,
      md5: hash('md5').digest('base64'),
    }
    const asked = await harness.request('POST', '/api/v1/agents/uploads', { bearer, body: { segmentId, ...what } })
    const reply = uploadReplySchema.parse(await asked.json())
    assert.ok(reply.status === 'upload')
    const { url, headers } = reply
    const put = new Request(new URL(url, 'http://localhost:8080'), { method: 'PUT', body: bytes, headers })
    assert.equal((await harness.app.fetch(put)).status, 200)
    const done = await harness.request('POST', `/api/v1/agents/uploads/${segmentId}/complete`, { bearer })
    const receipt = completeReplySchema.parse(await done.json())
    site.index.receiptStored(receipt)
    return receipt
  }

  const waiting = () => site.index.nextUploads(100, Number.MAX_SAFE_INTEGER).map(({ segmentId }) => segmentId)
  const uploaded = () =>
    site.index
      .cheapest(camera.cameraId, 100)
      .filter(({ uploaded: is }) => is)
      .map(({ segmentId }) => segmentId)
  const chainState = async () => {
    const [head] = await harness.base.db.select().from(chainHeads).where(eq(chainHeads.cameraId, camera.cameraId))
    return [head?.state, head?.reason]
  }
  const deletions = async () => {
    const { cameraId } = camera
    const rows = await harness.base.db
      .select({ segmentId: ledgerEntries.segmentId, cause: ledgerEntries.cause })
      .from(ledgerEntries)
      .where(and(eq(ledgerEntries.cameraId, cameraId), eq(ledgerEntries.state, 'evicted')))
    return new Map(rows.map(({ segmentId, cause }) => [segmentId, cause]))
  }

  it('records come back with the receipts of what is mirrored: that is not sent twice, and the rest is', async () => {
    const ids = await recorded(6)
    const originals = new Map(ids.map(id => [id, site.manifest(id)]))
    for (const id of ids.slice(0, 4)) await mirror(id)
    await site.loseIndex()
    assert.deepEqual([uploaded(), waiting()], [[], []])
    await site.takeIn(bearer)
    assert.deepEqual(new Set(uploaded()), new Set(ids.slice(0, 4)))
    assert.deepEqual(new Set(waiting()), new Set(ids.slice(4)))
    for (const id of waiting())
      assert.deepEqual(site.manifest(id), originals.get(id), 'the manifest that was signed once')
    assert.equal(site.index.backlog().segments, 2)
    assert.equal(site.index.verifyChain(camera.cameraId).ok, true)
    assert.deepEqual(await site.send(), [])

    await mirror(ids[4]!)
    assert.ok(site.index.evict(ids[0]!, 'retention.space'))
    await recorded(1)
    assert.deepEqual([await chainState(), await deletions()], [['open', null], new Map([[ids[0], 'retention.space']])])
  })

  it('a receipt of other bytes, of another segment, or that our control plane has not signed, is none', async () => {
    const ids = await recorded(4)
    const receipts = new Map<string, Receipt>()
    for (const id of ids) receipts.set(id, await mirror(id))
    const [, second, third, fourth] = ids
    const { db } = harness.base
    const put = (id: string, receipt: Receipt) =>
      db.update(archiveObjects).set({ receipt }).where(eq(archiveObjects.segmentId, id))
    await put(second!, { ...receipts.get(second!)!, issuedAtMs: 1 })
    await put(third!, receipts.get(fourth!)!)
    await put(fourth!, { ...receipts.get(fourth!)!, keyId: 'receipt-of-nobody' })
    await site.loseIndex()
    await site.takeIn(bearer)
    assert.deepEqual(uploaded(), ids.slice(0, 1))
    assert.deepEqual(new Set(waiting()), new Set(ids.slice(1)))
  })

  it('a file that is gone or changed, and one that was deleted without a word, are said to be so, once', async () => {
    const ids = await recorded(6)
    const [kept, gone, changed, deleted, told] = ids
    assert.ok(site.index.evict(told!, 'retention.space'))
    assert.deepEqual(await site.send(), [])
    assert.ok(site.index.evict(deleted!, 'retention.age'), 'nobody hears of it')
    for (const id of [gone, deleted, told]) await rm(site.pathOf(id!))
    await site.loseIndex()
    await site.takeIn(bearer)
    // This index is lost too, with all that it had to say.
    const bytes = await readFile(site.pathOf(changed!))
    await writeFile(site.pathOf(changed!), bytes.fill(7, 10_000))
    await site.loseIndex()
    await site.takeIn(bearer)
    assert.deepEqual(await site.send(), [])
    const said = new Map([
      [told, 'retention.space'],
      [gone, 'retention.missing'],
      [deleted, 'retention.missing'],
      [changed, 'retention.damaged'],
    ])
    assert.deepEqual([await chainState(), await deletions()], [['open', null], said])
    assert.deepEqual(new Set(waiting()), new Set([kept, ids[5]]))
    await recorded(1)
    assert.deepEqual(await chainState(), ['open', null])
    const { db } = harness.base
    assert.equal(await db.$count(ledgerEntries, inArray(ledgerEntries.segmentId, [gone!, changed!])), 4)
  })
})
