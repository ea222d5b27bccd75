import { z } from 'zod'
import { idSchema, sha256Schema, signatureSchema } from '../domain/ids.ts'
import { epochMsSchema } from '../domain/time.ts'

/** The control plane's signed word that an object is stored and was verified. Signed over canonical JSON without `signature`. */
export const receiptSchema = z.object({
  receiptId: idSchema,
  segmentId: idSchema,
  agentId: idSchema,
  objectKey: z.string().min(1).max(512),
  /** SHA-256 of the object's bytes; equals the manifest's mediaHash. */
  checksum: sha256Schema,
  byteLength: z.int().min(1),
  issuedAtMs: epochMsSchema,
  /** Which receipt-signing key of the control plane. */
  keyId: z.string().max(64),
  signature: signatureSchema,
})
export type Receipt = z.infer<typeof receiptSchema>
