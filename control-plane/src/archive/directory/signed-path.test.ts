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
const targetOf = ({ pathname, search }: URL): string => pathname + search
const read = (method: string, url: URL, nowMs = 0) => readSignedPath(signingKey, method, targetOf(url), nowMs)

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
  assert.equal(readSignedPath(Buffer.alloc(32, 8), 'GET', signPath(signingKey, get), 0), null, 'another key')
})

test('an address is good in the one spelling in which it was made', () => {
  const named = { ...get, downloadAs: 'Yard 2026-11-21.mp4' } as const
  for (const use of [put, get, named]) {
    const target = signPath(signingKey, use)
    const readTarget = (text: string) => readSignedPath(signingKey, use.method, text, 0)
    assert.deepEqual(readTarget(target), use)
    for (const [what, text] of Object.entries(otherSpellings(target))) {
      assert.notEqual(text, target, what)
      assert.equal(readTarget(text), null, `${what}: ${text}`)
    }
  }
})

function otherSpellings(target: string): Record<string, string> {
  const [path = '', search = ''] = target.split('?')
  const parts = search.split('&')
  const withPath = (changed: string) => `${changed}?${search}`
  const withQuery = (...changed: string[]) => `${path}?${changed.join('&')}`
  return {
    'two slashes at the start': `/${target}`,
    'two slashes inside': withPath(path.replace('/camera/', '//camera/')),
    'escaped slash': withPath(path.replace('/camera/', '%2Fcamera/')),
    'escaped letter': withPath(path.replace('segment', '%73egment')),
    'dot segment': withPath(path.replace('/camera/', '/./camera/')),
    'dot segments up': withPath(path.replace('/camera/', '/x/../camera/')),
    'other case in the path': withPath(path.replace('segment', 'Segment')),
    'slash at the end': withPath(`${path}/`),
    'parameter more': withQuery(...parts, 'x=1'),
    'empty parameter': withQuery(...parts, ''),
    'parameter first': withQuery('x=1', ...parts),
    'parameter repeated': withQuery(...parts, parts[0]!),
    'signature repeated': withQuery(...parts, parts.at(-1)!),
    'order of parameters': withQuery(...parts.toReversed()),
    'escape in lower case': target.replace('%2F', '%2f'),
    'escape left out': target.replace('video%2Fmp4', 'video/mp4'),
    'number with a zero': target.replace('expires=', 'expires=0'),
    'number otherwise': target.replace('expires=1000000', 'expires=1e6'),
    'number escaped': target.replace('expires=1', 'expires=%31'),
    'name escaped': target.replace('expires=', 'e%78pires='),
    'signature padded': `${target}=`,
    'last letter of the signature in other unused bits': target.replace(/.$/, last => neighbour(last)),
    fragment: `${target}#x`,
    'second question mark': target.replace('?', '??'),
    'full address': `http://localhost${target}`,
    'space after': `${target} `,
  }
}

/** Base64url of 32 bytes leaves the last two bits unused: four letters decode to the same bytes. */
function neighbour(last: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return letters[letters.indexOf(last) ^ 1]!
}
