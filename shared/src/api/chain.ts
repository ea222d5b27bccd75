import { z } from 'zod'
import { idSchema } from '../domain/ids.ts'
import { isoTimeSchema } from '../domain/time.ts'
import { chainStateSchema } from '../protocol/agent-chains.ts'
import { seamReasonSchema } from '../records/lineage.ts'

/** Where a chain begins anew. */
export const seamSchema = z.object({
  lineageId: idSchema,
  /** By the agent's clock; when the control plane heard of it, where that cannot be. */
  at: isoTimeSchema,
  why: seamReasonSchema,
})
export type Seam = z.infer<typeof seamSchema>

/**
 * Recordings that the agent says it lost, or deleted before they were as old as the settings promise, and that no archive
 * has: its disk or quota is too small, or somebody else uses its key.
 */
export const evictedEarlySchema = z.object({
  /** `retention.space` and the like, the most frequent first. */
  causes: z.array(z.string()),
  /** Segments. */
  count: z.int(),
  /** From the first of them to the last. */
  from: isoTimeSchema,
  to: isoTimeSchema,
  /** When the control plane heard of it first, and last. */
  since: isoTimeSchema,
  last: isoTimeSchema,
  /** Of the last: how old the youngest was when it was heard of, and how old it was to become; null: no number of days is known. */
  keptDays: z.number(),
  promisedDays: z.number().nullable(),
})
export type EvictedEarly = z.infer<typeof evictedEarlySchema>

/** Whether the records of a camera are taken into the ledger, and why not. */
export const chainStandingSchema = z.object({
  state: chainStateSchema,
  /** Since when it is not open; null while it is. */
  since: isoTimeSchema.nullable(),
  /** Public sentence: what was refused; null while open. */
  reason: z.string().nullable(),
  /** The chain is open, and its records wait for a newer release of the control plane; null where they do not. */
  held: z.object({ since: isoTimeSchema, reason: z.string() }).nullable(),
  /** Where it began anew last; null where it never did. */
  seam: seamSchema.nullable(),
  /** null where nothing of the kind was heard of for 30 days. */
  evictedEarly: evictedEarlySchema.nullable(),
})
export type ChainStanding = z.infer<typeof chainStandingSchema>

export const chainSchema = chainStandingSchema
  .extend({
    cameraId: idSchema,
    /** The newest hundred, oldest first; the timeline has all. */
    seams: z.array(seamSchema),
    /** The newest refusal, also where it is over; null where nothing was ever refused. */
    refused: z.object({ at: isoTimeSchema, reason: z.string() }).nullable(),
  })
  .meta({ id: 'Chain' })
export type Chain = z.infer<typeof chainSchema>

/** A chain that somebody must look at. */
export const chainAlarmSchema = chainStandingSchema
  .extend({ cameraId: idSchema, cameraName: z.string(), siteId: idSchema, agentId: idSchema })
  .meta({ id: 'ChainAlarm' })
export type ChainAlarm = z.infer<typeof chainAlarmSchema>

/** Evidence. */
export const refusalSchema = z
  .object({
    id: idSchema,
    at: isoTimeSchema,
    reason: z.string(),
    /** As they came: whatever the agent said. */
    records: z.array(z.unknown()),
  })
  .meta({ id: 'Refusal' })
export type Refusal = z.infer<typeof refusalSchema>
