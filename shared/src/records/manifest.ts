import { z } from 'zod'
import { audioCodecSchema, codecSchema, streamRoleSchema } from '../domain/camera.ts'
import { idSchema, sha256Schema, signatureSchema } from '../domain/ids.ts'
import { epochMsSchema } from '../domain/time.ts'

/** [media time of its first sample in ms since the run began, byte offset of its moof, starts with a keyframe (1) or not (0)] */
export const fragmentEntrySchema = z.tuple([z.int(), z.int().min(0), z.literal([0, 1])])

/**
 * The record of one closed segment. Signed by the agent over the canonical JSON of everything but `signature`;
 * its hash (SHA-256 over the same bytes) is the link to the next record of the camera's chain.
 */
export const segmentManifestSchema = z.object({
  kind: z.literal('segment'),
  segmentId: idSchema,
  organisationId: idSchema,
  siteId: idSchema,
  cameraId: idSchema,
  /** The agent whose key signed; one agent has one key for life. */
  agentId: idSchema,
  streamId: idSchema,
  role: streamRoleSchema,
  runId: idSchema,
  /** Absent in the first lineage of a chain. */
  lineageId: idSchema.optional(),
  /** Place in the lineage, shared with ledger entries; starts at 0, no number is left out. */
  sequence: z.int().min(0),
  /** Hash of the record before; 64 zeros for the first. */
  previousHash: sha256Schema,
  /** Stream clock, ms since the run began. */
  mediaStartMs: z.int(),
  mediaEndMs: z.int(),
  wallStartMs: epochMsSchema,
  wallEndMs: epochMsSchema,
  /** Half-width of the interval in which the true wall time lies, ms. */
  clockUncertaintyMs: z.int().min(0),
  /** SHA-256 over ftyp+moov (and our own box), that is over bytes [0, initLength). */
  initHash: sha256Schema,
  initLength: z.int().min(1),
  /** SHA-256 over all bytes of the file. */
  mediaHash: sha256Schema,
  byteLength: z.int().min(1),
  fragments: z.array(fragmentEntrySchema).min(1).max(2000),
  /** RFC 6381, video first: `avc1.64001f` or `avc1.64001f,mp4a.40.2`. */
  codecString: z.string().max(128),
  videoCodec: codecSchema,
  width: z.int().min(1),
  height: z.int().min(1),
  frameRate: z.number().nullable(),
  audioCodec: audioCodecSchema.nullable(),
  /** null: the camera has no mask. */
  maskVersion: z.int().nullable(),
  maskGeometryHash: sha256Schema.nullable(),
  configVersion: z.int().min(0),
  source: z.enum(['live', 'recovered', 'backfilled']),
  /**
   * Pictures of which packets were lost on the way from the camera, or of one that they refer to; a decoder conceals it.
   * Left out where there are none. Never sent to a control plane before protocol 4 (see the configuration's `loss`).
   */
  damagedPictures: z.int().min(1).optional(),
  signature: signatureSchema,
})
export type SegmentManifest = z.infer<typeof segmentManifestSchema>
export type UnsignedManifest = Omit<SegmentManifest, 'signature'>
