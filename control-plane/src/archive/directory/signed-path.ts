import { createHmac, timingSafeEqual } from 'node:crypto'
import { canonicalJson } from '@nightjar/shared/domain/canonical-json.ts'
import { isObjectKey } from '../object-key.ts'

/** What one address allows: one method on one object until a moment, and for PUT exactly these bytes. */
export type SignedUse =
  | { method: 'GET'; key: string; expiresAtMs: number; contentType: string; downloadAs: string | null }
  | { method: 'PUT'; key: string; expiresAtMs: number; contentType: string; byteLength: number; sha256: string }

const prefix = '/archive/'

const mac = (signingKey: Uint8Array, use: SignedUse): Buffer =>
  createHmac('sha256', signingKey).update(canonicalJson(use)).digest()

/** A path with query at the control plane's own origin. */
export function signPath(signingKey: Uint8Array, use: SignedUse): string {
  const query = new URLSearchParams({ expires: String(use.expiresAtMs), type: use.contentType })
  if (use.method === 'PUT') {
    query.set('length', String(use.byteLength))
    query.set('sha256', use.sha256)
  } else if (use.downloadAs !== null) query.set('name', use.downloadAs)
  query.set('signature', mac(signingKey, use).toString('base64url'))
  return `${prefix}${use.key}?${query}`
}

/**
 * What the address allows; null when it was not signed by us, is past its time, or is written in any other way than we
 * wrote it: who keeps track of addresses by their text, a proxy or a log, then never meets one in two spellings.
 * @param target path with query, exactly as it stood in the request line.
 */
export function readSignedPath(
  signingKey: Uint8Array,
  method: string,
  target: string,
  nowMs: number,
): SignedUse | null {
  const use = parseUse(method, target)
  if (use === null) return null
  const [given, expected] = [Buffer.from(target), Buffer.from(signPath(signingKey, use))]
  if (given.byteLength !== expected.byteLength || !timingSafeEqual(given, expected)) return null
  return nowMs < use.expiresAtMs ? use : null
}

function parseUse(method: string, target: string): SignedUse | null {
  const [path = '', search = ''] = target.split('?', 2)
  const query = new URLSearchParams(search)
  const key = path.startsWith(prefix) ? path.slice(prefix.length) : ''
  const expiresAtMs = Number(query.get('expires'))
  const contentType = query.get('type')
  if (!isObjectKey(key) || !Number.isSafeInteger(expiresAtMs) || contentType === null) return null
  if (method === 'GET' || method === 'HEAD')
    return { method: 'GET', key, expiresAtMs, contentType, downloadAs: query.get('name') }
  const byteLength = Number(query.get('length'))
  const sha256 = query.get('sha256')
  if (method !== 'PUT' || !Number.isSafeInteger(byteLength) || sha256 === null) return null
  return { method: 'PUT', key, expiresAtMs, contentType, byteLength, sha256 }
}
