import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { GetBucketCorsCommand, PutBucketCorsCommand } from '@aws-sdk/client-s3'
import { createS3Client } from '@nightjar/control-plane/archive/s3/s3-client.ts'
import { S3Store } from '@nightjar/control-plane/archive/s3/s3-store.ts'
import { v7 } from 'uuid'
import { skipWithout } from '../../services/binaries.ts'
import { type RadosGateway, startRadosgw } from '../../services/radosgw.ts'

const options = { skip: skipWithout(['radosgw', 'ceph-mon', 'ceph-osd']), timeout: 300_000 }
const page = 'http://localhost:8080'

const s3Options = (server: RadosGateway, bucket: string, endpoint = server.endpoint) => ({
  endpoint,
  publicEndpoint: null,
  bucket,
  region: server.region,
  accessKeyId: server.accessKeyId,
  secretAccessKey: server.secretAccessKey,
  forcePathStyle: true,
  createBucket: true,
})

function storeOf(server: RadosGateway, bucket: string, pageOrigins: readonly string[], endpoint?: string) {
  const warnings: string[] = []
  const warn = (sentence: string) => void warnings.push(sentence)
  const around = { nowMs: Date.now, newId: v7, pageOrigins, fetch, warn }
  return { store: new S3Store(s3Options(server, bucket, endpoint), around), warnings }
}

/** The same server for a key that has no right to the bucket's rules, and whose owner made none. */
async function withoutRules(server: RadosGateway) {
  const proxy = createServer((incoming, reply) => {
    const { method, headers, url = '/' } = incoming
    if (method === 'OPTIONS' || /[?&]cors\b/.test(url)) {
      reply.writeHead(403).end('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>')
      return
    }
    // The signature covers Host, so it passes as it came.
    const outgoing = request(new URL(url, server.endpoint), { method, headers }, answer => {
      reply.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(reply)
    })
    outgoing.on('error', () => reply.destroy())
    incoming.pipe(outgoing)
  })
  await once(proxy.listen(0, '127.0.0.1'), 'listening')
  const close = () => {
    proxy.closeAllConnections()
    proxy.close()
  }
  return { endpoint: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, close }
}

describe('pages that read from the bucket', options, () => {
  let server: RadosGateway
  before(async () => {
    server = await startRadosgw()
  })
  after(() => server?.stop())

  const rulesOf = async (bucket: string) => {
    const client = createS3Client(s3Options(server, bucket))
    return (await client.send(new GetBucketCorsCommand({ Bucket: bucket }))).CORSRules ?? []
  }
  const stored = async (store: S3Store) => {
    const bytes = randomBytes(10_000)
    const key = `pages/${v7()}.mp4`
    const [sha256, md5] = [
      createHash('sha256').update(bytes).digest('hex'),
      createHash('md5').update(bytes).digest('base64'),
    ]
    const grant = { key, sha256, md5, byteLength: 10_000, contentType: 'video/mp4', expiresInSeconds: 60 }
    const { url, headers } = await store.presignPut(grant)
    assert.equal((await fetch(url, { method: 'PUT', body: bytes, headers })).status, 200)
    const address = await store.presignGet({ key, contentType: 'video/mp4', expiresInSeconds: 60, downloadAs: null })
    return { bytes, address }
  }
  const preflight = (address: string, origin: string) => {
    const headers = { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'range' }
    return fetch(address, { method: 'OPTIONS', headers })
  }

  it('lets in our pages, parts included, and nobody else’s', async () => {
    const { store, warnings } = storeOf(server, 'pages', [page, 'http://127.0.0.1:8080'])
    await store.probe()
    assert.equal(await store.redirectsBrowsers([page]), true)
    assert.equal(await store.redirectsBrowsers([page, 'http://192.168.1.20:8080']), false)
    assert.deepEqual(warnings, [])
    const { bytes, address } = await stored(store)

    const asked = await preflight(address, page)
    assert.equal(asked.status, 200)
    assert.equal(asked.headers.get('access-control-allow-origin'), page)
    assert.match(asked.headers.get('access-control-allow-headers') ?? '', /range/i)
    const reply = await fetch(address, { headers: { origin: page, range: 'bytes=10-19' } })
    assert.equal(reply.status, 206)
    assert.equal(reply.headers.get('access-control-allow-origin'), page)
    assert.match(reply.headers.get('access-control-expose-headers') ?? '', /content-range/i)
    assert.match(reply.headers.get('cache-control') ?? '', /private.*no-store/)
    assert.deepEqual(Buffer.from(await reply.arrayBuffer()), bytes.subarray(10, 20))

    for (const stranger of ['https://evil.example', 'http://localhost:8081', 'null']) {
      assert.equal((await preflight(address, stranger)).status, 403, stranger)
      const refused = await fetch(address, { headers: { origin: stranger } })
      assert.equal(refused.headers.get('access-control-allow-origin'), null, stranger)
      await refused.arrayBuffer()
    }
    store.close()
  })

  it('leaves the rules of others as they are and adds itself once', async () => {
    const bucket = 'shared'
    const first = storeOf(server, bucket, [])
    await first.store.probe()
    const foreign = {
      ID: 'somebody-else',
      AllowedMethods: ['PUT'],
      AllowedOrigins: ['https://other.example'],
      AllowedHeaders: ['content-type'],
      MaxAgeSeconds: 60,
    }
    const client = createS3Client(s3Options(server, bucket))
    await client.send(new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration: { CORSRules: [foreign] } }))
    for (const origin of [page, page, 'https://nvr.example.org']) {
      const { store } = storeOf(server, bucket, [origin])
      await store.probe()
      assert.equal(await store.redirectsBrowsers([origin]), true)
    }
    const rules = await rulesOf(bucket)
    assert.deepEqual(
      rules.find(rule => rule.ID === foreign.ID),
      foreign,
    )
    assert.equal(rules.length, 2)
    const own = rules.find(rule => rule.ID === 'nightjar')
    assert.deepEqual([...(own?.AllowedOrigins ?? [])].sort(), [page, 'https://nvr.example.org'])
  })

  it('changes nothing where a rule of somebody else lets our pages in already', async () => {
    const bucket = 'open'
    await storeOf(server, bucket, []).store.probe()
    const rule = { AllowedMethods: ['GET'], AllowedOrigins: ['*'], AllowedHeaders: ['*'] }
    const client = createS3Client(s3Options(server, bucket))
    await client.send(new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration: { CORSRules: [rule] } }))
    const { store } = storeOf(server, bucket, [page])
    await store.probe()
    assert.equal(await store.redirectsBrowsers([page]), true)
    assert.equal((await rulesOf(bucket)).length, 1)
  })

  it('sends no page to a server that keeps its rules from us, says so once, and works otherwise', async t => {
    const proxy = await withoutRules(server)
    t.after(() => proxy.close())
    const { store, warnings } = storeOf(server, 'closed', [page], proxy.endpoint)
    await store.probe()
    assert.equal(await store.redirectsBrowsers([page]), false)
    assert.equal(await store.redirectsBrowsers([]), true)
    assert.equal(warnings.length, 1)
    assert.match(warnings[0]!, /http:\/\/localhost:8080.*CORS/)
    const { bytes, address } = await stored(store)
    assert.deepEqual(Buffer.from(await (await fetch(address)).arrayBuffer()), bytes)
  })

  it('sends no page that came over https to a server that speaks http only', async () => {
    const origins = ['https://nvr.example.org']
    const around = { nowMs: Date.now, newId: v7, pageOrigins: origins, fetch, warn: () => undefined }
    const s3 = { ...s3Options(server, 'plain'), publicEndpoint: 'http://s3.example.org' }
    const store = new S3Store(s3, around)
    await store.probe()
    assert.equal(await store.redirectsBrowsers(origins), false)
  })
})
