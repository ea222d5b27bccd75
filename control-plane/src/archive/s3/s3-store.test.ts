import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import type { AppError } from '@nightjar/shared/errors/app-error.ts'
import { v7 } from 'uuid'
import { isError } from '../testing/store-contract.ts'
import { S3Store } from './s3-store.ts'

const secret = 'a-secret-that-no-message-may-carry'
const storeAt = (endpoint: string) =>
  new S3Store(
    {
      endpoint,
      publicEndpoint: null,
      bucket: 'nightjar',
      region: 'us-east-1',
      accessKeyId: 'key',
      secretAccessKey: secret,
      forcePathStyle: true,
      createBucket: false,
    },
    { nowMs: () => 1_800_000_000_000, newId: v7, pageOrigins: [], fetch, warn: () => undefined },
  )

describe('S3 store whose server is in trouble', () => {
  let server: Server
  let endpoint: string
  let answer: { status: number; body: string } | 'nothing'

  before(async () => {
    server = createServer((_request, reply) => {
      if (answer !== 'nothing') reply.writeHead(answer.status).end(answer.body)
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  after(() => {
    server.closeAllConnections()
    server.close()
  })

  const xml = (code: string) => `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${secret}</Message></Error>`

  it('gives up on a silent server instead of waiting with it', { timeout: 60_000 }, async () => {
    answer = 'nothing'
    const store = storeAt(endpoint)
    await assert.rejects(store.head('a/b.mp4'), isError('archive.unavailable'))
    store.close()
  })

  it('says that the archive is unavailable when nobody listens or the server fails', async () => {
    const nobody = storeAt('http://127.0.0.1:9')
    await assert.rejects(nobody.probe(), isError('archive.unavailable'))
    await assert.rejects(
      nobody.verify('a/b.mp4', { sha256: 'f'.repeat(64), byteLength: 1 }),
      isError('archive.unavailable'),
    )
    answer = { status: 503, body: xml('SlowDown') }
    await assert.rejects(storeAt(endpoint).read('a/b.mp4'), isError('archive.unavailable'))
  })

  it('says which setting is wrong, and repeats nothing that the server said', async () => {
    for (const [status, code, words] of [
      [403, 'AccessDenied', /access key/],
      [403, 'SignatureDoesNotMatch', /SECRET_ACCESS_KEY/],
      [404, 'NoSuchBucket', /bucket/],
    ] as const) {
      answer = { status, body: xml(code) }
      await assert.rejects(storeAt(endpoint).read('a/b.mp4'), (error: AppError) => {
        assert.equal(error.code, 'archive.unavailable')
        assert.match(error.publicMessage, words)
        assert.ok(!`${error.publicMessage}${error.message}${error.detail}`.includes(secret))
        return true
      })
    }
  })

  it('says that the bucket is missing rather than making it unasked', async () => {
    answer = { status: 404, body: '' }
    await assert.rejects(storeAt(endpoint).probe(), (error: AppError) =>
      /"nightjar" does not exist/.test(error.publicMessage),
    )
  })
})
