import { audioCodecSchema, codecSchema, streamRoleSchema } from '@nightjar/shared/domain/camera.ts'
import { idSchema, sha256Schema } from '@nightjar/shared/domain/ids.ts'
import { epochMsSchema } from '@nightjar/shared/domain/time.ts'
import { z } from 'zod'

/** What a file says of itself, so that the index can be rebuilt from files alone. */
export const segmentAboutSchema = z.object({
  version: z.literal(1),
  segmentId: idSchema,
  cameraId: idSchema,
  streamId: idSchema,
  role: streamRoleSchema,
  runId: idSchema,
  /** Wall time of the run's tick 0. */
  runWallStartMs: epochMsSchema,
  clockUncertaintyMs: z.int().min(0),
  /** Ticks per second of video times, in the check boxes too. */
  clockRate: z.int().min(1),
  /** The file's zero, in ticks since the run began. */
  startTicks: z.int(),
  configVersion: z.int().min(0),
  mask: z.object({ version: z.int(), geometryHash: sha256Schema }).nullable(),
  codecString: z.string().max(128),
  videoCodec: codecSchema,
  width: z.int().min(1),
  height: z.int().min(1),
  frameRate: z.number().nullable(),
  audioCodec: audioCodecSchema.nullable(),
})
export type SegmentAbout = z.infer<typeof segmentAboutSchema>
