import { z } from 'zod'
import {
  recordingSettingsSchema,
  streamFactsSchema,
  streamRoleSchema,
  streamStateSchema,
  transportChoiceSchema,
  transportUseSchema,
} from '../domain/camera.ts'
import { fingerprintSchema } from '../domain/certificate.ts'
import { idSchema } from '../domain/ids.ts'
import { isoTimeSchema } from '../domain/time.ts'
import { chainStandingSchema } from './chain.ts'
import { shownCertificateSchema } from './shown-certificate.ts'

const urlSchema = z.string().trim().min(1, 'enter the RTSP address of the camera').max(2000)
const usernameSchema = z.string().max(255).optional()
const passwordSchema = z.string().max(255).optional()

/** The key that the camera must show; for rtsps addresses, `sha256/<base64>`. Without it an authority has to vouch. */
const tlsPinSchema = fingerprintSchema

/**
 * A password inside the address is moved into the credentials and never stored or shown with the address. Where it stood
 * in path or query, placeholders take its place; what only looks like a secret is said in `warnings`.
 */
export const probeRequestSchema = z
  .object({
    url: urlSchema,
    username: usernameSchema,
    password: passwordSchema,
    transport: transportChoiceSchema.default('auto'),
    tlsPin: tlsPinSchema.optional(),
    /** Which agent asks the camera; may be left out where there is one only. */
    agentId: idSchema.optional(),
  })
  .meta({ id: 'ProbeRequest' })

export const probeReplySchema = z
  .object({
    facts: streamFactsSchema,
    measuredFrameRate: z.number().nullable(),
    /** One picture, JPEG, base64; null where none could be made. */
    picture: z.object({ contentType: z.literal('image/jpeg'), base64: z.string() }).nullable(),
    /** Sentences on the address that should be read before it is saved. */
    warnings: z.array(z.string()),
    /** The address as it was understood and would be stored. */
    url: z.string(),
    /** null where the agent is too old to say. */
    transport: transportUseSchema.nullable(),
    /** What the camera showed; null without TLS. */
    certificate: shownCertificateSchema.nullable(),
  })
  .meta({ id: 'ProbeReply' })
export type ProbeReply = z.infer<typeof probeReplySchema>

export const createCameraSchema = z
  .object({
    name: z.string().trim().min(1, 'enter a name').max(120),
    url: urlSchema,
    /** A smaller stream for live tiles; without it the recorded one is shown. */
    liveUrl: urlSchema.optional(),
    username: usernameSchema,
    password: passwordSchema,
    transport: transportChoiceSchema.default('auto'),
    /** For its rtsps streams at the host and port of `url`. */
    tlsPin: tlsPinSchema.optional(),
    agentId: idSchema.optional(),
    recording: recordingSettingsSchema.partial().optional(),
  })
  .meta({ id: 'CreateCamera' })

export const updateCameraSchema = z
  .object({
    name: z.string().trim().min(1).max(120),
    url: urlSchema,
    /** null takes the smaller stream away. */
    liveUrl: urlSchema.nullable(),
    /** Both together replace the stored ones; null removes them. */
    credentials: z.object({ username: z.string().max(255), password: z.string().max(255) }).nullable(),
    transport: transportChoiceSchema,
    /** As on creation; null leaves it to the authorities. A pin stays with its host and port, and goes with them. */
    tlsPin: tlsPinSchema.nullable(),
    recording: recordingSettingsSchema.partial(),
  })
  .partial()
  .meta({ id: 'UpdateCamera' })

export const adoptKeySchema = z
  .object({
    streamId: idSchema,
    /** The key to trust from now on. */
    tlsPin: tlsPinSchema,
    /** The one that was shown as adopted when the decision was made; null: there was none. */
    replaces: tlsPinSchema.nullable(),
  })
  .meta({ id: 'AdoptKey' })

/** One key at one host and port for several cameras of one agent: the channels of a recorder. */
export const adoptKeysSchema = z
  .object({
    /** The key to trust from now on. */
    tlsPin: tlsPinSchema,
    /** Each once, with what `adoptKeySchema` says. */
    cameras: z
      .array(z.object({ cameraId: idSchema, streamId: idSchema, replaces: tlsPinSchema.nullable() }))
      .min(1)
      .max(256)
      .refine(list => new Set(list.map(({ cameraId }) => cameraId)).size === list.length, {
        error: 'name each camera once',
      }),
  })
  .meta({ id: 'AdoptKeys' })

export const cameraStreamSchema = z.object({
  id: idSchema,
  roles: z.array(streamRoleSchema),
  /** Without user name and password; null for those who may not manage cameras. */
  url: z.string().nullable(),
  transport: transportChoiceSchema,
  state: streamStateSchema,
  /** Error code while waiting; null otherwise. */
  reason: z.string().nullable(),
  /** Sentence for `reason`. */
  reasonText: z.string().nullable(),
  /** What a stream that is connecting waits for (one of `awaited`, or of a younger agent) and since when; null otherwise. */
  awaits: z.object({ what: z.string(), since: isoTimeSchema }).nullable(),
  retryAt: isoTimeSchema.nullable(),
  lastPictureAt: isoTimeSchema.nullable(),
  /** What pictures come over; null while none do, or where the agent is too old to say. */
  transportInUse: transportUseSchema.nullable(),
  /** The adopted key, `sha256/<base64>`; null without one, and for those who may not manage cameras. */
  tlsPin: z.string().nullable(),
  /** What the camera shows instead, while it is not trusted; null for those who may not manage cameras. */
  shown: shownCertificateSchema.nullable(),
  facts: streamFactsSchema.nullable(),
  bitsPerSecond: z.number().nullable(),
  /** Percent of the last minute's packets that were lost on the way, while that is heavy; null otherwise. */
  lostPercent: z.number().nullable(),
})

export const cameraSchema = z
  .object({
    id: idSchema,
    siteId: idSchema,
    agentId: idSchema,
    name: z.string(),
    createdAt: isoTimeSchema,
    /** Changes with every change of the settings; send it back as If-Match. */
    version: z.int(),
    agentOnline: z.boolean(),
    /** A segment is being written now. */
    recordingNow: z.boolean(),
    hasCredentials: z.boolean(),
    /** Sentences on its addresses; none for those who may not manage the camera. */
    warnings: z.array(z.string()),
    recording: recordingSettingsSchema,
    /** Whether its records are taken into the ledger. */
    chain: chainStandingSchema,
    streams: z.array(cameraStreamSchema),
  })
  .meta({ id: 'Camera' })
export type Camera = z.infer<typeof cameraSchema>
