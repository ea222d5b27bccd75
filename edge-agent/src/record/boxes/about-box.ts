import { audioCodecSchema, codecSchema, streamRoleSchema } from '@nightjar/shared/domain/camera.ts'
import { idSchema, sha256Schema } from '@nightjar/shared/domain/ids.ts'
import { epochMsSchema } from '@nightjar/shared/domain/time.ts'
import { z } from 'zod'
import { box } from './box.ts'

/** Extended type of our box behind `moov` (ISO 14496-12 4.2): 6e696768-746a-4172-8a53-5365676d656e. */
const aboutType = Uint8Array.from(Buffer.from('6e696768746a41728a535365676d656e', 'hex'))

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

export const aboutBox = (about: SegmentAbout): Uint8Array =>
  box('uuid', aboutType, new TextEncoder().encode(JSON.stringify(about)))

/** Takes a whole `uuid` box apart; null where it is none of ours or makes no sense. */
export function readAboutBox(bytes: Uint8Array): SegmentAbout | null {
  if (bytes.length < 24 || Buffer.compare(bytes.subarray(8, 24), aboutType) !== 0) return null
  try {
    return segmentAboutSchema.parse(JSON.parse(new TextDecoder().decode(bytes.subarray(24))))
  } catch {
    return null
  }
}
