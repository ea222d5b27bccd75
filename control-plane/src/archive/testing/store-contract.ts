import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { v7 } from 'uuid'
import { segmentObjectKey } from '../object-key.ts'
import type { ArchiveStore, PutGrant } from '../store.ts'

/** A store under test, and how an address that it signed is reached. */
export interface StoreUnderTest {
  readonly store: ArchiveStore
  http(url: string, init?: RequestInit): Promise<Response>
  close(): Promise<void>
}

const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

function grantFor(bytes: Uint8Array): PutGrant {
  const ids = { organisationId: v7(), agentId: v7(), cameraId: v7(), segmentId: v7() }
  return {
    key: segmentObjectKey({ ...ids, wallStartMs: Date.UTC(2026, 10, 21, 23, 59, 59, 999) }),
    byteLength: bytes.byteLength,
    sha256: sha256Of(bytes),
    md5: createHash('md5').update(bytes).digest('base64'),
    contentType: 'video/mp4',
    expiresInSeconds: 600,
  }
}

/** What every archive promises, whatever holds the bytes. */
export function describeStore(
  name: string,
  open: () => Promise<StoreUnderTest>,
  options: { skip?: string | false; timeout?: number } = {},
): void {
  describe(`archive store: ${name}`, options, () => {
    let under: StoreUnderTest
    before(async () => {
      under = await open()
      await under.store.probe()
    })
    after(() => under?.close())

    const send = async (grant: PutGrant, body: Uint8Array<ArrayBuffer>, extra: Record<string, string> = {}) => {
      const signed = await under.store.presignPut(grant)
      const reply = await under.http(signed.url, { method: 'PUT', body, headers: { ...signed.headers, ...extra } })
      await reply.arrayBuffer()
      return reply.status
    }
    const stored = async (bytes: Uint8Array<ArrayBuffer>) => {
      const grant = grantFor(bytes)
      assert.equal(await send(grant, bytes), 200)
      return grant
    }
    const getUrl = (key: string, downloadAs: string | null = null) =>
      under.store.presignGet({ key, contentType: 'video/mp4', expiresInSeconds: 60, downloadAs })
    const nothingStored = async (grant: PutGrant) => {
      assert.equal(await under.store.head(grant.key), null)
      assert.equal(await under.store.verify(grant.key, grant), 'missing')
    }

    it('stores exactly the announced bytes and gives them back', async () => {
      const bytes = randomBytes(1_200_007)
      const grant = await stored(bytes)
      assert.deepEqual(await under.store.head(grant.key), { byteLength: bytes.byteLength })
      assert.equal(await under.store.verify(grant.key, grant), 'verified')
      const reply = await under.http(await getUrl(grant.key))
      assert.equal(reply.status, 200)
      assert.equal(reply.headers.get('content-type'), 'video/mp4')
      assert.equal(reply.headers.get('content-length'), String(bytes.byteLength))
      assert.match(reply.headers.get('cache-control') ?? '', /private.*no-store/)
      assert.equal(sha256Of(new Uint8Array(await reply.arrayBuffer())), grant.sha256)
    })

    it('keeps nothing of an upload that is shorter, longer or different', async () => {
      const bytes = randomBytes(40_000)
      const changed = new Uint8Array(bytes)
      changed[20_000]! ^= 1
      for (const wrong of [bytes.subarray(0, -1), Buffer.concat([bytes, Buffer.from('x')]), changed]) {
        const grant = grantFor(bytes)
        const status = await send(grant, new Uint8Array(wrong))
        assert.ok(status >= 400 && status < 500, `answered ${status}`)
        await nothingStored(grant)
      }
    })

    it('refuses another content type than the signed one', async () => {
      const bytes = randomBytes(100)
      const grant = grantFor(bytes)
      assert.ok((await send(grant, bytes, { 'content-type': 'text/html' })) >= 400)
      await nothingStored(grant)
    })

    it('answers a second upload with 412 and leaves the object as it was', async () => {
      const bytes = randomBytes(5000)
      const grant = await stored(bytes)
      assert.equal(await send(grant, bytes), 412)
      assert.equal(await under.store.verify(grant.key, grant), 'verified')
    })

    it('opens nothing to an address that was changed', async () => {
      const bytes = randomBytes(300)
      const [one, other] = [await stored(bytes), await stored(bytes)]
      const forOther = (await getUrl(one.key)).replace(one.key, other.key)
      assert.equal((await under.http(forOther)).status, 403)
      assert.equal(
        (await under.http((await getUrl(one.key)).replace(/[a-zA-Z0-9_-]{6}$/, 'AAAAAA'))).status >= 400,
        true,
      )
      const put = await under.store.presignPut(grantFor(bytes))
      assert.equal((await under.http(put.url)).status, 403, 'an upload address does not read')
      const read = await under.http(await getUrl(one.key), { method: 'PUT', body: bytes })
      assert.equal(read.status, 403, 'a reading address does not write')
    })

    it('tells a verified object from a missing and a different one', async () => {
      const bytes = randomBytes(2048)
      const grant = await stored(bytes)
      assert.equal(await under.store.verify(grant.key, { ...grant, byteLength: 2047 }), 'different')
      assert.equal(await under.store.verify(grant.key, { ...grant, sha256: 'f'.repeat(64) }), 'different')
      assert.equal(await under.store.verify(grantFor(bytes).key, grant), 'missing')
    })

    it('serves byte ranges as RFC 9110 says', async () => {
      const bytes = randomBytes(10_000)
      const { key } = await stored(bytes)
      const ask = async (range: string) => {
        const reply = await under.http(await getUrl(key), { headers: { range } })
        const body = new Uint8Array(await reply.arrayBuffer())
        return { status: reply.status, range: reply.headers.get('content-range'), body }
      }
      const expectPart = (reply: Awaited<ReturnType<typeof ask>>, start: number, end: number) => {
        assert.equal(reply.status, 206)
        assert.equal(reply.range, `bytes ${start}-${end - 1}/10000`)
        assert.deepEqual(Buffer.from(reply.body), bytes.subarray(start, end))
      }
      expectPart(await ask('bytes=0-0'), 0, 1)
      expectPart(await ask('bytes=100-199'), 100, 200)
      expectPart(await ask('bytes=9990-'), 9990, 10_000)
      expectPart(await ask('bytes=-10'), 9990, 10_000)
      expectPart(await ask('bytes=9000-20000'), 9000, 10_000)
      assert.equal((await ask('bytes=10000-')).status, 416)
    })

    it('reads parts for the control plane itself', async () => {
      const bytes = randomBytes(5000)
      const { key } = await stored(bytes)
      const part = await new Response(await under.store.read(key, { start: 10, end: 20 })).arrayBuffer()
      assert.deepEqual(Buffer.from(part), bytes.subarray(10, 20))
      const all = await new Response(await under.store.read(key)).arrayBuffer()
      assert.deepEqual(Buffer.from(all), bytes)
      await assert.rejects(under.store.read(grantFor(bytes).key), isError('resource.not-found'))
    })

    it('removes objects, and does not mind those that are gone', async () => {
      const bytes = randomBytes(64)
      const grants = [await stored(bytes), await stored(bytes)]
      await under.store.remove([...grants.map(grant => grant.key), grantFor(bytes).key])
      for (const grant of grants) await nothingStored(grant)
    })

    it('names the file to save where it is asked to', async () => {
      const { key } = await stored(randomBytes(64))
      const reply = await under.http(await getUrl(key, 'front-door.mp4'))
      await reply.arrayBuffer()
      assert.equal(reply.headers.get('content-disposition'), 'attachment; filename="front-door.mp4"')
    })
  })
}

export const isError = (code: string) => (error: unknown) => error instanceof AppError && error.code === code
