import { createHash, randomBytes } from 'node:crypto'
import type { Request } from './request.ts'

export interface Credentials {
  readonly user: string
  readonly password: string
  /** `digest` is RFC 2617 with MD5, `digest-sha256` RFC 7616; `any` offers all three as separate challenges. */
  readonly scheme: 'basic' | 'digest' | 'digest-sha256' | 'any'
}

export interface Authentication {
  allows(request: Request): boolean
  /** WWW-Authenticate values, the strongest first. */
  challenges(): string[]
}

const realm = 'Nightjar virtual camera'

/** One nonce per connection: nothing is kept for those that never come back. */
export function createAuthentication(credentials: () => Credentials | null): Authentication {
  const nonce = randomBytes(16).toString('hex')
  return {
    allows(request) {
      const expected = credentials()
      if (!expected) return true
      const header = request.headers.get('authorization') ?? ''
      if (/^basic /i.test(header)) return offers(expected, 'basic') && basicMatches(expected, header)
      if (/^digest /i.test(header)) return digestMatches(expected, header, request.method, nonce)
      return false
    },
    challenges() {
      const expected = credentials()
      if (!expected) return []
      const digest = (algorithm: string) =>
        `Digest realm="${realm}", nonce="${nonce}", algorithm=${algorithm}, qop="auth"`
      return [
        ...(offers(expected, 'digest-sha256') ? [digest('SHA-256')] : []),
        ...(offers(expected, 'digest') ? [digest('MD5')] : []),
        ...(offers(expected, 'basic') ? [`Basic realm="${realm}"`] : []),
      ]
    },
  }
}

const offers = (expected: Credentials, scheme: Credentials['scheme']): boolean =>
  expected.scheme === scheme || expected.scheme === 'any'

function basicMatches(expected: Credentials, header: string): boolean {
  return Buffer.from(header.slice(6).trim(), 'base64').toString('utf8') === `${expected.user}:${expected.password}`
}

function digestMatches(expected: Credentials, header: string, method: string, nonce: string): boolean {
  const given = new Map(
    [...header.matchAll(/(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g)].map(match => [
      (match[1] ?? '').toLowerCase(),
      match[2] ?? match[3] ?? '',
    ]),
  )
  const sha256 = /^sha-256$/i.test(given.get('algorithm') ?? 'MD5')
  if (!offers(expected, sha256 ? 'digest-sha256' : 'digest')) return false
  if (given.get('nonce') !== nonce || given.get('username') !== expected.user) return false
  const hash = (text: string) =>
    createHash(sha256 ? 'sha256' : 'md5')
      .update(text)
      .digest('hex')
  const ha1 = hash(`${expected.user}:${realm}:${expected.password}`)
  const ha2 = hash(`${method}:${given.get('uri')}`)
  // Without qop it is the older form of RFC 2069, which many recorders still send.
  const middle = given.get('qop') ? `${nonce}:${given.get('nc')}:${given.get('cnonce')}:${given.get('qop')}` : nonce
  return given.get('response') === hash(`${ha1}:${middle}:${ha2}`)
}
