import { z } from 'zod'
import { idSchema, sha256Schema, signatureSchema } from '../domain/ids.ts'
import { epochMsSchema } from '../domain/time.ts'

/**
 * Why a camera's chain could not be continued. `index-damaged`: the agent lost its index. `refused`: records were
 * refused and an administrator had it begin anew. `set-back`: the agent's disk is older than what it had sent, or the
 * control plane's database is older than what it had acknowledged.
 */
export const seamReasonSchema = z.enum(['index-damaged', 'refused', 'set-back'])
export type SeamReason = z.infer<typeof seamReasonSchema>

/** The newest applied record of a chain; null where nothing was ever applied. */
export const chainPlaceSchema = z
  .object({
    /** null: the chain's first lineage. */
    lineageId: idSchema.nullable(),
    sequence: z.int().min(0),
    hash: sha256Schema,
  })
  .nullable()
export type ChainPlace = z.infer<typeof chainPlaceSchema>

/**
 * The seam between two lineages of a camera's chain: the agent's signed word that what follows begins anew at sequence
 * 0 and comes after `follows`. Records of the new lineage carry its id; those of the first carry none. Signed over the
 * canonical JSON of everything but `signature`.
 */
export const lineageStatementSchema = z.object({
  kind: z.literal('lineage'),
  lineageId: idSchema,
  organisationId: idSchema,
  cameraId: idSchema,
  agentId: idSchema,
  /** The head that the control plane told: what came after it, if anything, is not continued. */
  follows: chainPlaceSchema,
  why: seamReasonSchema,
  /** Agent's wall clock when the new lineage was begun. */
  begunAtMs: epochMsSchema,
  signature: signatureSchema,
})
export type LineageStatement = z.infer<typeof lineageStatementSchema>
export type UnsignedLineageStatement = Omit<LineageStatement, 'signature'>
