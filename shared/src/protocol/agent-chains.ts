import { z } from 'zod'
import { idSchema } from '../domain/ids.ts'
import { epochMsSchema } from '../domain/time.ts'
import { ledgerEntrySchema } from '../records/ledger.ts'
import { chainPlaceSchema, lineageStatementSchema } from '../records/lineage.ts'
import { segmentManifestSchema } from '../records/manifest.ts'
import { receiptSchema } from '../records/receipt.ts'

/**
 * `open`: records are taken. `frozen`: nothing is taken until an administrator has looked; the agent keeps its records
 * and goes on recording. `begin-anew`: an administrator has decided that the agent is to begin a new lineage behind
 * `head`.
 */
export const chainStateSchema = z.enum(['open', 'frozen', 'begin-anew'])
export type ChainState = z.infer<typeof chainStateSchema>

/** What the control plane holds of one camera's chain. */
export const ownChainSchema = z.object({
  cameraId: idSchema,
  state: chainStateSchema,
  /** Public sentence where the state is not `open`. */
  reason: z.string().max(300).nullable(),
  /**
   * The lineage that is written now, null for the first: `head` is of the one before while nothing of it was applied.
   * Left out by control planes of before it was told.
   */
  lineageId: idSchema.nullable().optional(),
  head: chainPlaceSchema,
  /** End of the newest time that applied entries account for; null without any. */
  accountedToMs: epochMsSchema.nullable(),
})
export type OwnChain = z.infer<typeof ownChainSchema>

/** `GET /api/v1/agents/chains`: the chains of the agent that asks, of every camera that is or was its own. */
export const ownChainsReplySchema = z.object({ chains: z.array(ownChainSchema) })

/**
 * `POST /api/v1/agents/chains/{cameraId}/lineages`. Taken while the chain is open (`index-damaged`, `set-back`) or
 * `begin-anew`, and only where `follows` is the head; 409 `resource.conflict` otherwise: ask for the head again. The
 * same statement twice is taken once, and answered with the state that the chain has now.
 */
export const lineageRequestSchema = lineageStatementSchema

/** Segments that the agent holds as files without knowing their records. */
export const recordsWantedSchema = z.object({ segmentIds: z.array(idSchema).min(1).max(200) })

/** A segment as its agent signed it once. */
export const knownSegmentSchema = z.object({
  manifest: segmentManifestSchema,
  /** The entry that gave time to it; null where none did. */
  entry: ledgerEntrySchema.nullable(),
  /** An `evicted` entry was applied: no second one is taken. Signed by nobody, so no reason to delete a file. */
  evicted: z.boolean(),
  /** The archive's receipt; null while it is not mirrored. */
  receipt: receiptSchema.nullable(),
})
export type KnownSegment = z.infer<typeof knownSegmentSchema>

/**
 * `GET /api/v1/agents/chains/{cameraId}/segments?after=`: where a lineage was begun, what of its time before the agent is
 * said to hold.
 */
export const ownSegmentsQuerySchema = z.object({ after: idSchema.optional() })

/**
 * Ids of the segments whose records were applied and that were not said to be deleted, in their order; those behind
 * `after`. None: there are no more.
 */
export const ownSegmentsReplySchema = z.object({ segmentIds: z.array(idSchema).max(1000) })

/**
 * `POST /api/v1/agents/chains/{cameraId}/records`: those of the named segments whose records were applied; the agent
 * verifies its own signature on each.
 */
export const recordsReplySchema = z.object({ segments: z.array(knownSegmentSchema) })
