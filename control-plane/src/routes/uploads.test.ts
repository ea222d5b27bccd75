import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { after, before, beforeEach, describe, it } from 'node:test'
import { completeReplySchema, uploadReplySchema } from '@nightjar/shared/protocol/agent-api.ts'
import { signedBytes } from '@nightjar/shared/records/chain.ts'
import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import { S3Store } from '../archive/s3/s3-store.ts'
import type { ArchiveStore } from '../archive/store.ts'
import { uploadDays } from '../db/schema/upload-days.ts'
import { uploadGrants } from '../db/schema/upload-grants.ts'
import { forgetQuotasJob } from '../jobs/forget-quotas.ts'
import { verifyBytes } from '../keys/ed25519.ts'
import { verificationKeys } from '../keys/signing-keys.ts'
import type { AgentActor } from '../policy/actor.ts'
import { revokeAgent } from '../services/agent/revoke.ts'
import { applyRecords } from '../services/recording/apply-records.ts'
import { completeUpload } from '../services/upload/complete-upload.ts'
import { type Harness, openHarness } from '../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../testing/mint.ts'
import { type MintedCamera, mintCamera } from '../testing/mint-camera.ts'

describe('uploads to the archive', () => {
  let harness: Harness
  let own: MintedOrganisation
  let camera: MintedCamera
  const limits = { segmentBytes: 1024 ** 3, agentDayBytes: 1024 ** 4 }
  const agents = new Map<string, AgentActor>()
  const bytes = randomBytes(30_000)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const md5 = createHash('md5').update(bytes).digest('base64')

  let recordedToMs = 0

  before(async () => {
    harness = await openHarness({
      resolveAgent: async (_, token) => agents.get(token) ?? null,
      parts: () => ({ uploadLimits: limits }),
    })
    own = await mintOrganisation(harness.base)
  })
  after(() => harness.close())
  beforeEach(async () => {
    camera = await mintCamera(harness.base, own)
    agents.set('own', camera.actor)
  })

  /** One behind the other: no two are of one time. */
  async function recorded(): Promise<SegmentManifest> {
    recordedToMs = Math.max(recordedToMs, harness.clock.wallMs() - 60_000)
    const wallStartMs = recordedToMs
    recordedToMs += 10_000
    const [manifest, entry] = camera.chain.recorded(wallStartMs, wallStartMs + 10_000, {
      mediaHash: sha256,
      byteLength: bytes.byteLength,
    })
    const payload = { id: harness.base.ids.next(), cameraId: camera.cameraId, records: [manifest, entry] }
    assert.equal(await applyRecords(harness.as(camera.actor), payload), 'applied')
    return manifest
  }
  const requestBody = (manifest: SegmentManifest, more: object = {}) => ({
    segmentId: manifest.segmentId,
    mediaHash: sha256,
    byteLength: bytes.byteLength,
    md5,
    ...more,
  })
  const request = (body: object, bearer = 'own') => harness.request('POST', '/api/v1/agents/uploads', { bearer, body })
  const complete = (segmentId: string, bearer = 'own') =>
    harness.request('POST', `/api/v1/agents/uploads/${segmentId}/complete`, { bearer })
  const put = (url: string, headers: Record<string, string>, body: Uint8Array<ArrayBuffer> = bytes) =>
    harness.app.fetch(new Request(new URL(url, 'http://localhost:8080'), { method: 'PUT', body, headers }))
  async function address(manifest: SegmentManifest) {
    const reply = uploadReplySchema.parse(await (await request(requestBody(manifest))).json())
    assert.ok(reply.status === 'upload')
    return reply
  }
  const codeOf = async (reply: Response) => [reply.status, ((await reply.json()) as { code: string }).code]

  it('take the bytes of a signed manifest and answer with a receipt that the agent can check', async () => {
    const manifest = await recorded()
    const { url, headers, expiresAtMs } = await address(manifest)
    assert.ok(expiresAtMs <= harness.clock.wallMs() + 600_000)
    assert.equal((await put(url, headers)).status, 200)
    const receipt = completeReplySchema.parse(await (await complete(manifest.segmentId)).json())
    assert.equal(receipt.checksum, sha256)
    assert.match(receipt.objectKey, new RegExp(`^${own.id}/${camera.agentId}/${camera.cameraId}/\\d{4}-\\d\\d-\\d\\d/`))
    const keys = await verificationKeys(harness.base.db, 'receipt', own.id, harness.clock.wallMs())
    assert.ok(verifyBytes(keys[receipt.keyId]!, signedBytes(receipt), receipt.signature))

    assert.deepEqual(await (await complete(manifest.segmentId)).json(), receipt, 'asked again: the same receipt')
    const again = uploadReplySchema.parse(await (await request(requestBody(manifest))).json())
    assert.deepEqual(again, { status: 'stored', receipt }, 'nothing is sent twice')
    assert.equal((await put(url, headers)).status, 412)
  })

  it('give one receipt to two agents’ requests that race', async () => {
    const manifest = await recorded()
    const { url, headers } = await address(manifest)
    await put(url, headers)
    const receipts = await Promise.all([1, 2, 3].map(async () => (await complete(manifest.segmentId)).json()))
    assert.deepEqual(receipts[1], receipts[0])
    assert.deepEqual(receipts[2], receipts[0])
  })

  it('are refused before the manifest has come, and for other bytes than it names', async () => {
    const manifest = await recorded()
    const unknown = await request(requestBody(manifest, { segmentId: harness.base.ids.next() }))
    assert.deepEqual(await codeOf(unknown), [409, 'resource.conflict'])
    for (const wrong of [{ mediaHash: 'a'.repeat(64) }, { byteLength: 1 }])
      assert.deepEqual(await codeOf(await request(requestBody(manifest, wrong))), [409, 'resource.conflict'])
  })

  it('of one agent are nothing to another, and to nobody without a token', async () => {
    const manifest = await recorded()
    agents.set('other', (await mintCamera(harness.base, own)).actor)
    assert.deepEqual(await codeOf(await request(requestBody(manifest), 'other')), [409, 'resource.conflict'])
    assert.deepEqual(await codeOf(await complete(manifest.segmentId, 'other')), [409, 'resource.conflict'])
    assert.deepEqual(await codeOf(await request(requestBody(manifest), 'nobody')), [401, 'agent.refused'])
    await assert.rejects(
      completeUpload(harness.as(own.administrator.actor), harness.parts.archive, manifest.segmentId),
      { code: 'auth.forbidden' },
    )
  })

  it('get no receipt while the bytes are not there', async () => {
    const manifest = await recorded()
    assert.deepEqual(await codeOf(await complete(manifest.segmentId)), [409, 'resource.conflict'])
    const { url, headers } = await address(manifest)
    assert.equal((await put(url, headers, bytes.subarray(1))).status, 422)
    assert.deepEqual(await codeOf(await complete(manifest.segmentId)), [409, 'resource.conflict'])
  })

  it('get no receipt for wrong bytes, which are taken out so that the right ones can come', async () => {
    const manifest = await recorded()
    const removed: string[] = []
    const cheated: ArchiveStore = {
      ...harness.parts.archive,
      verify: async () => 'different',
      remove: async keys => void removed.push(...keys),
    } as ArchiveStore
    await assert.rejects(completeUpload(harness.as(camera.actor), cheated, manifest.segmentId), {
      code: 'resource.conflict',
    })
    assert.equal(removed.length, 1)
    assert.ok(removed[0]!.endsWith(`${manifest.segmentId}.mp4`))
  })

  it('die with the revocation of their agent: no bytes at an address from before, no receipt for bytes from before', async () => {
    const [before, later] = [await recorded(), await recorded()]
    const first = await address(before)
    const second = await address(later)
    assert.equal((await put(first.url, first.headers)).status, 200)
    await revokeAgent(harness.as(own.administrator.actor), camera.agentId)
    assert.deepEqual(await codeOf(await put(second.url, second.headers)), [403, 'auth.forbidden'])
    // As a request that was let in just before: the actor is known, the agent is revoked since.
    await assert.rejects(completeUpload(harness.as(camera.actor), harness.parts.archive, before.segmentId), {
      code: 'agent.refused',
    })
  })

  it('of one agent and day are bounded; what comes beyond is told to wait, and every segment counts once', async () => {
    limits.agentDayBytes = 70_000
    try {
      const first = await recorded()
      for (let attempt = 0; attempt < 5; attempt++) await address(first)
      await address(await recorded())
      const third = await recorded()
      const refused = await request(requestBody(third))
      assert.ok(Number(refused.headers.get('retry-after')) > 0)
      assert.deepEqual(await codeOf(refused), [503, 'archive.unavailable'])
      harness.clock.advance(24 * 3_600_000)
      await address(third)
    } finally {
      limits.agentDayBytes = 1024 ** 4
    }
  })

  it('of a segment that is too large are refused', async () => {
    limits.segmentBytes = bytes.byteLength - 1
    try {
      assert.deepEqual(await codeOf(await request(requestBody(await recorded()))), [413, 'input.too-large'])
    } finally {
      limits.segmentBytes = 1024 ** 3
    }
  })

  it('leave no count behind when their day is long over', async () => {
    await address(await recorded())
    harness.clock.advance(9 * 24 * 3_600_000)
    await forgetQuotasJob.run(harness.base, new AbortController().signal)
    assert.equal((await harness.base.db.select().from(uploadDays)).length, 0)
    assert.equal((await harness.base.db.select().from(uploadGrants)).length, 0)
  })

  it('say that the archive is down rather than anything about the bytes', async () => {
    const manifest = await recorded()
    const keys = { accessKeyId: 'key', secretAccessKey: 'secret', region: 'us-east-1', bucket: 'nightjar' }
    const endpoint = { endpoint: 'http://127.0.0.1:9', publicEndpoint: null, forcePathStyle: true, createBucket: false }
    const down = new S3Store(
      { ...keys, ...endpoint },
      { nowMs: Date.now, newId: () => harness.base.ids.next(), pageOrigins: [], fetch, warn: () => undefined },
    )
    await assert.rejects(completeUpload(harness.as(camera.actor), down, manifest.segmentId), {
      code: 'archive.unavailable',
    })
    down.close()
    const { url, headers } = await address(manifest)
    await put(url, headers)
    assert.equal((await complete(manifest.segmentId)).status, 200)
  })
})
