import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'

/** PKCS#8 header of an Ed25519 private key (RFC 8410 7); the 32-byte seed follows. */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex')

/** @param seed 32 random bytes; the whole private key (RFC 8032 5.1.5). */
export function privateKeyFromSeed(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' })
}

/** Raw public key, base64url. */
export function publicPartOf(privateKey: KeyObject): string {
  const x = createPublicKey(privateKey).export({ format: 'jwk' }).x
  if (!x) throw new TypeError('not an Ed25519 key')
  return x
}

/** @param raw base64url of the 32 bytes. */
export function publicKeyFromRaw(raw: string): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw }, format: 'jwk' })
}

/** Signature in base64url. */
export function signBytes(privateKey: KeyObject, bytes: Uint8Array): string {
  return sign(null, bytes, privateKey).toString('base64url')
}

/**
 * @param signature 64 bytes in base64url without padding, in its one canonical spelling (RFC 4648 3.5): any other is
 *   refused, so that nobody without the key can make another text that holds as well.
 */
export function verifyBytes(rawPublicKey: string, bytes: Uint8Array, signature: string): boolean {
  const raw = Buffer.from(signature, 'base64url')
  if (raw.length !== 64 || raw.toString('base64url') !== signature) return false
  try {
    return verify(null, bytes, publicKeyFromRaw(rawPublicKey), raw)
  } catch {
    // 32 bytes that are no point of the curve.
    return false
  }
}

/** SHA-256 of the raw public key in hex: what the agent prints and the page shows. */
export function fingerprintOf(rawPublicKey: string): string {
  return createHash('sha256').update(Buffer.from(rawPublicKey, 'base64url')).digest('hex')
}
