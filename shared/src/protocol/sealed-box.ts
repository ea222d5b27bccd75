import { z } from 'zod'
import { canonicalJson } from '../domain/canonical-json.ts'

/**
 * HPKE (RFC 9180) base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, to one agent's sealing key.
 * `info` is the UTF-8 of {@link sealedCredentialsInfo}; the plain text is JSON of {@link cameraCredentialsSchema}.
 *
 * The associated data of a box in a command is the UTF-8 of the address that the command names: commands travel through
 * the broker, and one that changes the address must not have the password sent there. A box of the section `credentials`
 * has none, so that neither opens in the place of the other; {@link boundBoxSchema} is what came after it.
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

/**
 * A box with what it is good for, which stands beside it in the clear and is its associated data: whoever changes one
 * without the other has a box that does not open. `info` is {@link boundCredentialsInfo}, so that neither form opens in
 * the place of the other.
 */
export const boundBoxSchema = z.strictObject({
  ...sealedBoxSchema.shape,
  /** Where it may be sent, as `endpointOf` writes it (`address-policy/endpoint.ts`). */
  endpoints: z
    .array(z.string().regex(/^rtsps?:\/\/\S{1,260}:\d{1,5}$/))
    .min(1)
    .max(4),
  /** It was entered within an address, and goes where that has its placeholders (`camera-address/placeholders.ts`). */
  fillsAddress: z.boolean(),
})
export type BoundBox = z.infer<typeof boundBoxSchema>

export const boundCredentialsInfo = 'nightjar camera credentials v2'

/** Associated data of a bound box: UTF-8 of the canonical JSON (RFC 8785) of what it is good for. */
export const boundAssociatedData = ({ endpoints, fillsAddress }: Pick<BoundBox, 'endpoints' | 'fillsAddress'>) =>
  new TextEncoder().encode(canonicalJson({ endpoints, fillsAddress }))
