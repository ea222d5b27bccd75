import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { type Credentials, createAuthentication } from './authentication.ts'

const uri = 'rtsp://127.0.0.1/yard/main'

/** The answer of a client that knows `password`, as RFC 7616 and RFC 2069 say. */
function answer(challenge: string, algorithm: 'md5' | 'sha256', password: string, qop: boolean): string {
  const value = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1] ?? ''
  const hash = (text: string) => createHash(algorithm).update(text).digest('hex')
  const ha1 = hash(`viewer:${value('realm')}:${password}`)
  const ha2 = hash(`DESCRIBE:${uri}`)
  const extra = qop ? ', qop=auth, nc=00000001, cnonce="abc"' : ''
  const response = hash(`${ha1}:${value('nonce')}:${qop ? '00000001:abc:auth:' : ''}${ha2}`)
  const name = algorithm === 'md5' ? 'MD5' : 'SHA-256'
  return `Digest username="viewer", realm="${value('realm')}", nonce="${value('nonce')}", uri="${uri}", algorithm=${name}, response="${response}"${extra}`
}

const request = (authorization?: string) => ({
  method: 'DESCRIBE',
  url: uri,
  headers: new Map(authorization ? [['authorization', authorization]] : []),
})

for (const [scheme, algorithm] of [
  ['digest', 'md5'],
  ['digest-sha256', 'sha256'],
] as const) {
  test(`${scheme} takes the right answer, with and without qop, and only that`, () => {
    const credentials: Credentials = { user: 'viewer', password: 'secret', scheme }
    const authentication = createAuthentication(() => credentials)
    const [challenge = ''] = authentication.challenges()
    assert.equal(authentication.allows(request()), false)
    for (const qop of [true, false]) {
      assert.equal(authentication.allows(request(answer(challenge, algorithm, 'secret', qop))), true)
      assert.equal(authentication.allows(request(answer(challenge, algorithm, 'wrong', qop))), false)
    }
    const other = algorithm === 'md5' ? 'sha256' : 'md5'
    assert.equal(authentication.allows(request(answer(challenge, other, 'secret', true))), false)
    assert.equal(authentication.allows(request(`Basic ${Buffer.from('viewer:secret').toString('base64')}`)), false)
    const fresh = createAuthentication(() => credentials)
    assert.equal(
      fresh.allows(request(answer(challenge, algorithm, 'secret', true))),
      false,
      'a nonce of another connection',
    )
  })
}
