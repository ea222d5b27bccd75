import { z } from 'zod'
import { audioCodecSchema, codecSchema } from '../domain/camera.ts'
import { idSchema } from '../domain/ids.ts'

export { closeCodes } from './close-codes.ts'

/** Payload of a description message: all that a decoder needs before the first picture. */
export const streamHeadSchema = z.object({
  runId: idSchema,
  video: z.object({
    codec: codecSchema,
    /** RFC 6381. */
    codecString: z.string().max(64),
    /** avcC or hvcC body, base64. */
    decoderConfig: z.base64().max(16384),
    width: z.int().min(1).max(16384),
    height: z.int().min(1).max(16384),
    frameRate: z.number().nullable(),
  }),
  audio: z
    .object({
      codec: audioCodecSchema,
      codecString: z.string().max(64),
      decoderConfig: z.base64().max(4096),
      sampleRate: z.int(),
      channels: z.int(),
    })
    .nullable(),
})
export type StreamHead = z.infer<typeof streamHeadSchema>

/** Payload of a control message, from the relay to the viewer. */
export const wireControlSchema = z.discriminatedUnion('kind', [
  /**
   * The state of the stream in words, sent at once on connect and whenever it changes. `reason` is an error code, or
   * `reconnecting` of a stream that is opening because the way to the camera was changed.
   */
  z.object({
    kind: z.literal('state'),
    state: z.enum(['opening', 'live', 'stalled', 'gone']),
    reason: z.string().max(64).nullable(),
  }),
  /** `skipped` pictures were left out because the viewer was slow. */
  z.object({ kind: z.literal('skipped'), pictures: z.int().min(1) }),
  /** The viewer now gets another stream of the camera. */
  z.object({ kind: z.literal('switched'), streamId: idSchema }),
])
export type WireControl = z.infer<typeof wireControlSchema>
