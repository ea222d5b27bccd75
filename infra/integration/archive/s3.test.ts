import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import type { S3Options } from '@nightjar/control-plane/archive/s3/s3-client.ts'
import { S3Store } from '@nightjar/control-plane/archive/s3/s3-store.ts'
import { describeStore, isError } from '@nightjar/control-plane/archive/testing/store-contract.ts'
import { v7 } from 'uuid'
import { skipWithout } from '../../services/binaries.ts'
import { type RadosGateway, startRadosgw } from '../../services/radosgw.ts'

const options = { skip: skipWithout(['radosgw', 'ceph-mon', 'ceph-osd']), timeout: 300_000 }

const storeOf = (server: RadosGateway, more: Partial<S3Options> = {}) =>
  new S3Store(
    {
      endpoint: server.endpoint,
      publicEndpoint: null,
      bucket: 'nightjar',
      region: server.region,
      accessKeyId: server.accessKeyId,
      secretAccessKey: server.secretAccessKey,
      forcePathStyle: true,
      createBucket: true,
      ...more,
    },
    { nowMs: Date.now, newId: v7, pageOrigins: [], fetch, warn: () => undefined },
  )

describe('archive on Ceph radosgw', options, () => {
  let server: RadosGateway
  before(async () => {
    server = await startRadosgw()
  })
  after(() => server?.stop())

  describeStore('S3 (radosgw)', async () => {
    const store = storeOf(server)
    return { store, http: (url, init) => fetch(url, init), close: async () => store.close() }
  })

  it('finds out that this server refuses a second PUT but does not check SHA-256', async () => {
    const { redirectsBrowsers: _, ...found } = await storeOf(server).probe()
    assert.deepEqual(found, { conditionalPut: true, checksSha256: false, bulkDelete: true })
  })

  it('says that the bucket is missing, unless it may make it', async () => {
    await assert.rejects(
      storeOf(server, { bucket: 'absent', createBucket: false }).probe(),
      isError('archive.unavailable'),
    )
  })

  it('says that the key is refused', async () => {
    await assert.rejects(storeOf(server, { secretAccessKey: 'wrong' }).probe(), isError('archive.unavailable'))
  })

  it('is unavailable while the server is down, and works on when it is back', async () => {
    const store = storeOf(server)
    const bytes = randomBytes(10_000)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const md5 = createHash('md5').update(bytes).digest('base64')
    const key = `outage/${v7()}.mp4`
    await server.gatewayDown()
    await assert.rejects(store.verify(key, { sha256, byteLength: 10_000 }), isError('archive.unavailable'))
    await assert.rejects(store.presignPut({ ...grant(key), sha256, md5 }), isError('archive.unavailable'))
    await server.gatewayUp()
    const { url, headers } = await store.presignPut({ ...grant(key), sha256, md5 })
    assert.equal((await fetch(url, { method: 'PUT', body: bytes, headers })).status, 200)
    assert.equal(await store.verify(key, { sha256, byteLength: 10_000 }), 'verified')
  })
})

const grant = (key: string) => ({ key, byteLength: 10_000, contentType: 'video/mp4', expiresInSeconds: 60 })
