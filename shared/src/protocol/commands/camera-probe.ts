import { z } from 'zod'
import { streamFactsSchema, transportSchema, transportUseSchema } from '../../domain/camera.ts'
import { presentedCertificateSchema, spkiPinSchema } from '../../domain/certificate.ts'
import { defineCommand } from '../define-command.ts'
import { sealedBoxSchema } from '../sealed-box.ts'

export const probeResultSchema = z.object({
  facts: streamFactsSchema,
  /** Counted over about two seconds; null when too few pictures came. */
  measuredFrameRate: z.number().nullable(),
  /** Whether a picture was uploaded under the command's id. */
  picture: z.boolean(),
  /** Absent from agents before protocol 6. */
  transport: transportUseSchema.optional(),
  /** What the camera showed; null without TLS. Absent from agents before protocol 6. */
  certificate: presentedCertificateSchema.nullable().optional(),
})
export type ProbeResult = z.infer<typeof probeResultSchema>

export const cameraProbe = defineCommand({
  verb: 'camera.probe',
  since: 1,
  purpose: "Open a camera once and say what it sends; the picture goes up by HTTPS under the command's id.",
  body: z.object({
    url: z.string().max(2000),
    transport: transportSchema,
    /** Since protocol 6: the agent chooses; older ones use `transport`. */
    automatic: z.boolean().optional(),
    /** Since protocol 6: the key that the camera must show. */
    tlsPin: spkiPinSchema.optional(),
    /** Sealed {username, password}; null for none. */
    credentials: sealedBoxSchema.nullable(),
  }),
  result: probeResultSchema,
  // A slow camera takes a few seconds to answer and the next keyframe may be ten away.
  lifetimeMs: 25_000,
  actors: ['user', 'token', 'cli'],
})
