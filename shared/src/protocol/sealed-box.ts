import { z } from 'zod'

/**
 * HPKE (RFC 9180) base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, to one agent's sealing key.
 * `info` is the UTF-8 of {@link sealedCredentialsInfo}; the plain text is JSON of {@link cameraCredentialsSchema}.
 *
 * The associated data of a box in a command is the UTF-8 of the address that the command names: commands travel through
 * the broker, and one that changes the address must not have the password sent there. A box in the signed configuration
 * has none, so that neither opens in the place of the other.
 */
export const sealedBoxSchema = z.object({
  /** Encapsulated key, base64url. */
  enc: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  /** Cipher text with tag, base64url. */
  box: z.string().regex(/^[A-Za-z0-9_-]{1,3000}$/),
})
export type SealedBox = z.infer<typeof sealedBoxSchema>

export const sealedCredentialsInfo = 'nightjar camera credentials v1'

export const cameraCredentialsSchema = z.object({ username: z.string().max(255), password: z.string().max(255) })
export type CameraCredentials = z.infer<typeof cameraCredentialsSchema>
