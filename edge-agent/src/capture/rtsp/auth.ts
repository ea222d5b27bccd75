import { createHash } from 'node:crypto'
import type { Credentials } from './url.ts'

interface DigestChallenge {
  readonly scheme: 'digest'
  readonly algorithm: 'MD5' | 'SHA-256'
  readonly isSession: boolean
  /** As the server spelled it; null where it did not name one. */
  readonly algorithmText: string | null
  readonly realm: string
  readonly nonce: string
  readonly opaque: string | null
  readonly hasQopAuth: boolean
  readonly isStale: boolean
}

interface BasicChallenge {
  readonly scheme: 'basic'
}

type Challenge = DigestChallenge | BasicChallenge

function parseParameters(text: string): Map<string, string> {
  const parameters = new Map<string, string>()
  for (const match of text.matchAll(/([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]*))/g)) {
    parameters.set(match[1]!.toLowerCase(), match[2]?.replace(/\\(.)/g, '$1') ?? match[3] ?? '')
  }
  return parameters
}

function parseDigest(text: string): DigestChallenge | null {
  const parameters = parseParameters(text)
  const nonce = parameters.get('nonce')
  if (nonce === undefined) return null
  const algorithmText = parameters.get('algorithm') ?? null
  const match = /^(md5|sha-?256)(-sess)?$/i.exec(algorithmText?.trim() || 'MD5')
  if (!match) return null
  const qop = parameters.get('qop')
  const offered = qop?.split(',').map(option => option.trim().toLowerCase()) ?? []
  return {
    scheme: 'digest',
    algorithm: match[1]!.toLowerCase() === 'md5' ? 'MD5' : 'SHA-256',
    isSession: match[2] !== undefined,
    algorithmText,
    realm: parameters.get('realm') ?? '',
    nonce,
    opaque: parameters.get('opaque') ?? null,
    hasQopAuth: offered.includes('auth'),
    isStale: parameters.get('stale')?.toLowerCase() === 'true',
  }
}

/** One header may hold several challenges, and one challenge per header is as common. */
function parseChallenges(headers: readonly string[]): Challenge[] {
  const challenges: Challenge[] = []
  for (const header of headers) {
    const starts = [...header.matchAll(/(?:^|,\s*)(digest|basic)(?=\s|$)/gi)]
    for (const [i, start] of starts.entries()) {
      const text = header.slice(start.index + start[0].length, starts[i + 1]?.index)
      if (start[1]!.toLowerCase() === 'basic') challenges.push({ scheme: 'basic' })
      else {
        const digest = parseDigest(text)
        if (digest) challenges.push(digest)
      }
    }
  }
  return challenges
}

function strength(challenge: Challenge): number {
  if (challenge.scheme === 'basic') return 0
  return challenge.algorithm === 'MD5' ? 1 : 2
}

const quote = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`

/**
 * Answers a server's challenges (RFC 7616, RFC 7617) on one connection and decides when asking again makes sense, so
 * that a wrong password is tried once: cameras lock people out.
 */
export class Authenticator {
  readonly #credentials: Credentials | null
  readonly #nonceBytes: (length: number) => Uint8Array
  #challenge: Challenge | null = null
  #nonceCount = 0
  /** The camera accepted these credentials on this connection; a later 401 is then about the nonce. */
  #proven = false
  #sent = false

  constructor(credentials: Credentials | null, nonceBytes: (length: number) => Uint8Array) {
    this.#credentials = credentials
    this.#nonceBytes = nonceBytes
  }

  /** The server has asked for credentials. */
  get hasChallenge(): boolean {
    return this.#challenge !== null
  }

  /** True when the request is worth repeating with a fresh {@link header}. */
  challenged(wwwAuthenticate: readonly string[]): boolean {
    const best = parseChallenges(wwwAuthenticate).sort((a, b) => strength(b) - strength(a))[0]
    if (this.#credentials === null || best === undefined) return false
    const isRefusal = this.#sent && !this.#proven && !(best.scheme === 'digest' && best.isStale)
    const previous = this.#challenge
    this.#challenge = best
    this.#nonceCount = 0
    if (isRefusal) return false
    if (!this.#sent) return true
    this.#proven = false
    return best.scheme === 'digest' && !(previous?.scheme === 'digest' && previous.nonce === best.nonce)
  }

  accepted(): void {
    if (this.#sent) this.#proven = true
  }

  /** Value of the Authorization field for this request, or null while the server has not asked. */
  header(method: string, uri: string): string | null {
    if (this.#credentials === null || this.#challenge === null) return null
    this.#sent = true
    const { username, password } = this.#credentials
    if (this.#challenge.scheme === 'basic') {
      return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`
    }
    return this.#digest(this.#challenge, username, password, method, uri)
  }

  #digest(challenge: DigestChallenge, username: string, password: string, method: string, uri: string): string {
    const hash = (text: string) =>
      createHash(challenge.algorithm === 'MD5' ? 'md5' : 'sha256')
        .update(text, 'utf8')
        .digest('hex')
    const cnonce = Buffer.from(this.#nonceBytes(8)).toString('hex')
    const nc = (++this.#nonceCount).toString(16).padStart(8, '0')
    let ha1 = hash(`${username}:${challenge.realm}:${password}`)
    if (challenge.isSession) ha1 = hash(`${ha1}:${challenge.nonce}:${cnonce}`)
    const ha2 = hash(`${method}:${uri}`)
    const response = challenge.hasQopAuth
      ? hash(`${ha1}:${challenge.nonce}:${nc}:${cnonce}:auth:${ha2}`)
      : hash(`${ha1}:${challenge.nonce}:${ha2}`)
    const parts = [
      `username=${quote(username)}`,
      `realm=${quote(challenge.realm)}`,
      `nonce=${quote(challenge.nonce)}`,
      `uri=${quote(uri)}`,
      `response="${response}"`,
    ]
    if (challenge.algorithmText !== null) parts.push(`algorithm=${challenge.algorithmText}`)
    if (challenge.opaque !== null) parts.push(`opaque=${quote(challenge.opaque)}`)
    if (challenge.hasQopAuth) parts.push('qop=auth', `nc=${nc}`)
    if (challenge.hasQopAuth || challenge.isSession) parts.push(`cnonce="${cnonce}"`)
    return `Digest ${parts.join(', ')}`
  }
}
