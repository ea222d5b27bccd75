import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hono } from 'hono'
import type { AppEnv } from './env.ts'
import { securityHeaders } from './security-headers.ts'

async function headersOf(secure: boolean, origins: Parameters<typeof securityHeaders>[1], host = 'evil.example') {
  const app = new Hono<AppEnv>().use(securityHeaders(secure, origins)).get('/', c => c.text(''))
  const { headers } = await app.request('/', { headers: { host } })
  const policy = headers.get('content-security-policy') ?? ''
  return { headers, connect: /connect-src ([^;]*)/.exec(policy)?.[1], media: /media-src ([^;]*)/.exec(policy)?.[1] }
}

test('sockets go to the origins of the configuration, by wss alone where they are https', async () => {
  const page = ['https://nvr.example.org', 'https://nvr.example.com:8443']
  const { headers, connect } = await headersOf(true, { page, media: [], relays: [] })
  assert.equal(connect, "'self' wss://nvr.example.org wss://nvr.example.com:8443")
  assert.ok(headers.get('strict-transport-security'))
})

test('archive and relays of their own are named, and without any configuration only the page itself', async () => {
  const origins = { page: [], media: ['https://s3.example.org'], relays: ['wss://two.example'] }
  const named = await headersOf(false, origins)
  assert.equal(named.connect, "'self' https://s3.example.org wss://two.example")
  assert.equal(named.media, "'self' blob: https://s3.example.org")
  const { connect, headers } = await headersOf(false, { page: [], media: [], relays: [] })
  assert.equal(connect, "'self'")
  assert.equal(headers.get('strict-transport-security'), null)
})
