import { z } from 'zod'
import { idSchema } from '../domain/ids.ts'
import { isoTimeSchema } from '../domain/time.ts'
import { ledgerStateSchema } from '../records/ledger.ts'
import { segmentManifestSchema } from '../records/manifest.ts'
import { seamSchema } from './chain.ts'

/** [from, to), at most 31 days. */
export const rangeQuerySchema = z
  .object({ from: z.iso.datetime({ offset: true }), to: z.iso.datetime({ offset: true }) })
  .refine(range => Date.parse(range.to) > Date.parse(range.from), { error: '"to" must be after "from"', path: ['to'] })
  .refine(range => Date.parse(range.to) - Date.parse(range.from) <= 31 * 86_400_000, {
    error: 'ask for 31 days at most',
    path: ['to'],
  })

/** Seconds that need not be told apart; 0 has each segment by itself. */
export const resolutionQuerySchema = z.object({ resolution: z.coerce.number().int().min(0).max(86_400).default(0) })

/**
 * Where the bytes of a recorded stretch are. `gone`: the agent says that it deleted them and no archive has them; the
 * site can be asked all the same.
 */
export const whereaboutsSchema = z.enum(['site', 'archive', 'both', 'gone'])

export const timelineIntervalSchema = z.object({
  from: isoTimeSchema,
  to: isoTimeSchema,
  /** `recording`: the segment being written now. `pending`: not yet reported by the agent, or before the camera was added. */
  state: z.union([ledgerStateSchema, z.enum(['recording', 'pending'])]),
  cause: z.string().nullable(),
  /** For recorded and evicted; null otherwise. */
  where: whereaboutsSchema.nullable(),
  /** null as well where a resolution was asked for. */
  segmentId: idSchema.nullable(),
  /**
   * So many spans shorter than the resolution follow each other here, of which the others say another state, cause or
   * place: what this one says is what most of its time is. Left out where it is exact.
   */
  merged: z.int().min(2).optional(),
})

/** A stretch with pictures of which packets were lost between camera and agent, or of one that they refer to. */
export const damagedStretchSchema = z.object({
  from: isoTimeSchema,
  to: isoTimeSchema,
  /** That are damaged, by the manifests. */
  pictures: z.number().min(0),
  /** That there are in all, by rate and duration, so only about; null where a rate is not known. */
  of: z.number().min(0).nullable(),
})
export type DamagedStretch = z.infer<typeof damagedStretchSchema>

/** Intervals are in order, do not overlap and cover [from, to) up to now, or up to `next` where there is one. */
export const timelineSchema = z
  .object({
    cameraId: idSchema,
    from: isoTimeSchema,
    to: isoTimeSchema,
    intervals: z.array(timelineIntervalSchema),
    /** Where the chain of records begins anew within the range, oldest first. */
    seams: z.array(seamSchema),
    /** Where pictures were damaged on the way from the camera: one for each segment, at most 1500, of long ranges coarser. */
    damaged: z.array(damagedStretchSchema),
    /** There is more than one answer holds: ask for the rest from here on. null: this is all. */
    next: isoTimeSchema.nullable(),
  })
  .meta({ id: 'Timeline' })
export type Timeline = z.infer<typeof timelineSchema>

export const segmentSchema = z
  .object({
    manifest: segmentManifestSchema,
    /** The agent's fingerprint can be checked against its public key. */
    where: whereaboutsSchema,
    /**
     * The site's copy can be had only while the agent is online. Of what the agent says was deleted `mediaUrl` may be
     * asked too: then the site looks for it.
     */
    playable: z.boolean(),
    mediaUrl: z.string(),
  })
  .meta({ id: 'Segment' })
export type Segment = z.infer<typeof segmentSchema>
