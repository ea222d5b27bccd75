import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSignedPath, signPath } from './signed-path.ts'

const signingKey = Buffer.alloc(32, 7)
const key = 'organisation/agent/camera/2026-11-21/segment.mp4'
const expiresAtMs = 1_000_000
const common = { key, expiresAtMs, contentType: 'video/mp4' } as const
const put = { method: 'PUT', ...common, byteLength: 1000, sha256: 'ab'.repeat(32) } as const
const get = { method: 'GET', ...common, downloadAs: null } as const
const urlOf = (use: typeof put | typeof get): URL => new URL(signPath(signingKey, use), 'http://localhost')
const read = (method: string, url: URL, nowMs = 0) => readSignedPath(signingKey, method, url, nowMs)

test('an address allows what it was signed for, until its end', () => {
  assert.deepEqual(read('PUT', urlOf(put)), put)
  assert.deepEqual(read('GET', urlOf(get)), get)
  assert.deepEqual(read('HEAD', urlOf(get)), get)
  assert.equal(read('GET', urlOf(get), expiresAtMs), null)
})

test('another method is another right', () => {
  for (const method of ['GET', 'HEAD', 'DELETE', 'POST', 'PATCH']) assert.equal(read(method, urlOf(put)), null, method)
  for (const method of ['PUT', 'DELETE', 'POST']) assert.equal(read(method, urlOf(get)), null, method)
})

test('nothing of an address can be changed: end, length, digest, type, name, key, signature', () => {
  const changes: Record<string, string> = {
    expires: '9999999999999',
    length: '1001',
    sha256: 'cd'.repeat(32),
    type: 'text/html',
    signature: 'AAAA',
  }
  for (const [name, value] of Object.entries(changes)) {
    const changed = urlOf(put)
    changed.searchParams.set(name, value)
    assert.equal(read('PUT', changed), null, name)
    const without = urlOf(put)
    without.searchParams.delete(name)
    assert.equal(read('PUT', without), null, `without ${name}`)
  }
  const named = urlOf(get)
  named.searchParams.set('name', 'page.html')
  assert.equal(read('GET', named), null)
  for (const path of [
    '/archive/organisation/agent/camera/2026-11-21/other.mp4',
    '/archive/../secrets.json',
    '/archive/%2e%2e/secrets.json',
    '/archive/organisation/..%2f..%2fsecrets.json',
    '/archive//etc/passwd',
    '/archive/organisation/agent/camera/2026-11-21/segment%2emp4',
    `/elsewhere/${key}`,
  ]) {
    const moved = urlOf(get)
    moved.pathname = path
    assert.equal(read('GET', moved), null, path)
  }
  assert.equal(readSignedPath(Buffer.alloc(32, 8), 'GET', urlOf(get), 0), null, 'another key')
})
