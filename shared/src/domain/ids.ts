import { z } from 'zod'

/** Every id is a UUIDv7 made by the application (RFC 9562 5.7), lower case: no wildcard or separator can hide in it. */
export const idSchema = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, 'must be a UUIDv7')
export type Id = z.infer<typeof idSchema>

/** SHA-256 in lower-case hex. */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hex')

/** Ed25519 signature (RFC 8032), base64url without padding: 64 bytes. */
export const signatureSchema = z.string().regex(/^[A-Za-z0-9_-]{86}$/, 'must be an Ed25519 signature in base64url')

/** Raw 32-byte public key (Ed25519 or X25519), base64url without padding. */
export const publicKeySchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be a 32-byte key in base64url')
