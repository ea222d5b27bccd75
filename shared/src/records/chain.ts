import { z } from 'zod'
import { canonicalBytes } from '../domain/canonical-json.ts'
import { ledgerEntrySchema } from './ledger.ts'
import { segmentManifestSchema } from './manifest.ts'

/** A camera's chain holds manifests and ledger entries in one sequence; each names the hash of the one before. */
export const chainRecordSchema = z.discriminatedUnion('kind', [segmentManifestSchema, ledgerEntrySchema])
export type ChainRecord = z.infer<typeof chainRecordSchema>

/** `previousHash` of the first record of a chain. */
export const chainStart = '0'.repeat(64)

/** The bytes that are hashed (SHA-256, the link) and signed (Ed25519) for any record: canonical JSON without its signature. */
export function signedBytes(record: object): Uint8Array<ArrayBuffer> {
  const { signature: _, ...unsigned } = record as { signature?: unknown }
  return canonicalBytes(unsigned)
}
