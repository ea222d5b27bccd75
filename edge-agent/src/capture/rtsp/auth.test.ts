import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { Authenticator } from './auth.ts'

const fixedNonce = () => new Uint8Array(8)
const md5 = (text: string) => createHash('md5').update(text).digest('hex')
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

function answer(challenges: string[], username = 'Mufasa', password = 'Circle Of Life', method = 'DESCRIBE') {
  const auth = new Authenticator({ username, password }, fixedNonce)
  assert.equal(auth.header(method, 'rtsp://cam/x'), null)
  assert.equal(auth.challenged(challenges), true)
  return auth.header(method, 'rtsp://cam/x')
}

test('Basic answers in UTF-8', () => {
  assert.equal(answer(['Basic realm="cam"'], 'jörg', 'a:b'), `Basic ${Buffer.from('jörg:a:b').toString('base64')}`)
})

test('Digest without qop is the form of RFC 2069 that most cameras use', () => {
  const header = answer(['Digest realm="IP Camera(12345)", nonce="abc", stale="FALSE"'])
  const ha1 = md5('Mufasa:IP Camera(12345):Circle Of Life')
  const response = md5(`${ha1}:abc:${md5('DESCRIBE:rtsp://cam/x')}`)
  assert.equal(
    header,
    `Digest username="Mufasa", realm="IP Camera(12345)", nonce="abc", uri="rtsp://cam/x", response="${response}"`,
  )
})

test('Digest with qop and SHA-256 counts its uses of the nonce', () => {
  const auth = new Authenticator({ username: 'u', password: 'p' }, fixedNonce)
  auth.challenged(['Digest realm=r, nonce="n", qop="auth-int,auth", algorithm=SHA-256, opaque="o"'])
  const expected = (nc: string) =>
    sha256(`${sha256('u:r:p')}:n:${nc}:0000000000000000:auth:${sha256('PLAY:rtsp://cam/x')}`)
  for (const nc of ['00000001', '00000002']) {
    const header = auth.header('PLAY', 'rtsp://cam/x') ?? ''
    assert.match(header, new RegExp(`response="${expected(nc)}"`))
    assert.match(header, new RegExp(`algorithm=SHA-256, opaque="o", qop=auth, nc=${nc}, cnonce="0000000000000000"$`))
  }
})

test('the strongest offer wins, whether in one header or in several', () => {
  const md5Offer = 'Digest realm="r", nonce="n1"'
  const shaOffer = 'Digest realm="r", nonce="n2", algorithm=SHA-256'
  assert.match(answer(['Basic realm="r"', md5Offer, shaOffer]) ?? '', /nonce="n2"/)
  assert.match(answer([`Basic realm="r", ${md5Offer}`]) ?? '', /nonce="n1"/)
  assert.match(answer(['Digest realm="r", nonce="x", algorithm=SHA-512-256', 'Basic realm="r"']) ?? '', /^Basic/)
})

test('a wrong password is sent once: a second challenge without "stale" is a refusal', () => {
  const auth = new Authenticator({ username: 'u', password: 'p' }, fixedNonce)
  assert.equal(auth.challenged(['Digest realm="r", nonce="n1"']), true)
  auth.header('DESCRIBE', 'rtsp://cam/x')
  assert.equal(auth.challenged(['Digest realm="r", nonce="n2"']), false)
})

test('an outdated nonce is renewed, announced as stale or simply replaced after it once worked', () => {
  const auth = new Authenticator({ username: 'u', password: 'p' }, fixedNonce)
  auth.challenged(['Digest realm="r", nonce="n1"'])
  auth.header('DESCRIBE', 'rtsp://cam/x')
  assert.equal(auth.challenged(['Digest realm="r", nonce="n2", stale=true']), true)
  auth.header('DESCRIBE', 'rtsp://cam/x')
  auth.accepted()
  assert.equal(auth.challenged(['Digest realm="r", nonce="n3"']), true)
  assert.match(auth.header('PLAY', 'rtsp://cam/x') ?? '', /nonce="n3"/)
  // It was renewed and still refused: enough.
  assert.equal(auth.challenged(['Digest realm="r", nonce="n4"']), false)
})

test('without credentials or without a challenge that we know nothing is sent', () => {
  assert.equal(new Authenticator(null, fixedNonce).challenged(['Basic realm="r"']), false)
  const auth = new Authenticator({ username: 'u', password: 'p' }, fixedNonce)
  assert.equal(auth.challenged(['Negotiate', 'Digest realm="no nonce"']), false)
  assert.equal(auth.header('PLAY', 'x'), null)
})
