import { z } from 'zod'
import { idSchema, sha256Schema, signatureSchema } from '../domain/ids.ts'
import { epochMsSchema } from '../domain/time.ts'
import { causeSchema } from './causes.ts'

/** What happened to a stretch of time. */
export const ledgerStateSchema = z.enum([
  'recorded',
  'camera-down',
  'agent-down',
  'disk-fault',
  'policy-off',
  'privacy-off',
  'overload',
  'evicted',
  'unknown-clock',
])
export type LedgerState = z.infer<typeof ledgerStateSchema>

/**
 * One interval of a camera's ledger, [fromMs, toMs). Entries of a camera, of whatever lineage, never overlap and leave
 * no hole from the moment the camera was added. The exception by design: an `evicted` entry lies over the `recorded`
 * one whose bytes are gone, with the same times, once; readers let it win.
 */
export const ledgerEntrySchema = z
  .object({
    kind: z.literal('ledger'),
    entryId: idSchema,
    cameraId: idSchema,
    agentId: idSchema,
    sequence: z.int().min(0),
    previousHash: sha256Schema,
    fromMs: epochMsSchema,
    toMs: epochMsSchema,
    state: ledgerStateSchema,
    /** Absent in the first lineage of a chain. */
    lineageId: idSchema.optional(),
    /** Error code or policy that explains the state, e.g. `camera.auth-refused`, `retention.age`; null for recorded. */
    cause: causeSchema.nullable(),
    /** Hash of the manifest where recorded or evicted; null otherwise. */
    manifestHash: sha256Schema.nullable(),
    signature: signatureSchema,
  })
  .refine(entry => entry.toMs > entry.fromMs, { error: 'toMs must be after fromMs', path: ['toMs'] })
  .refine(entry => (entry.state === 'recorded' || entry.state === 'evicted') === (entry.manifestHash !== null), {
    error: 'manifestHash goes with recorded and evicted, and only with them',
    path: ['manifestHash'],
  })
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>
export type UnsignedLedgerEntry = Omit<LedgerEntry, 'signature'>
