import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { idSchema, publicKeySchema } from '@nightjar/shared/domain/ids.ts'
import { z } from 'zod'

/** An agent's own identity and whom it trusts. The private keys are made here and never leave. */
export const identitySchema = z.object({
  agentId: idSchema,
  organisationId: idSchema,
  siteId: idSchema,
  /** PKCS #8 DER, base64: Ed25519 for signatures. */
  signingKey: z.base64(),
  /** PKCS #8 DER, base64: X25519 for sealed credentials. */
  sealingKey: z.base64(),
  configKeys: z.record(z.string(), publicKeySchema),
  receiptKeys: z.record(z.string(), publicKeySchema),
})
export type Identity = z.infer<typeof identitySchema>

export interface KeyPairs {
  readonly signing: KeyObject
  readonly sealing: KeyObject
}

export const makeKeyPairs = (): KeyPairs => ({
  signing: generateKeyPairSync('ed25519').privateKey,
  sealing: generateKeyPairSync('x25519').privateKey,
})

export const exportKey = (key: KeyObject): string => key.export({ format: 'der', type: 'pkcs8' }).toString('base64')
export const importKey = (der: string): KeyObject =>
  createPrivateKey({ key: Buffer.from(der, 'base64'), format: 'der', type: 'pkcs8' })

/** Raw 32-byte public key, base64url (RFC 8037 `x`). */
export function publicKeyOf(privateKey: KeyObject): string {
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' })
  if (!x) throw new TypeError('not an Ed25519 or X25519 key')
  return x
}

/** Ed25519 (RFC 8032), base64url. */
export const signBytes = (key: KeyObject, bytes: Uint8Array): string => sign(null, bytes, key).toString('base64url')

/** A public verification key from its raw 32 bytes in base64url. */
export const verificationKey = (x: string): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
