import { z } from 'zod'
import { presentedCertificateSchema } from './certificate.ts'
import { idSchema } from './ids.ts'

/** What a stream is used for; one stream may hold several roles. */
export const streamRoleSchema = z.enum(['record', 'detect', 'live'])
export type StreamRole = z.infer<typeof streamRoleSchema>

/** How RTP comes: inside the RTSP connection (TCP), or in datagrams of its own. */
export const transportSchema = z.enum(['tcp', 'udp'])
export type Transport = z.infer<typeof transportSchema>

/** `auto`: TCP first; UDP where the camera refuses TCP, or agrees and then sends nothing over it. */
export const transportChoiceSchema = z.enum(['auto', 'tcp', 'udp'])
export type TransportChoice = z.infer<typeof transportChoiceSchema>

/** What a stream came over, and why that. */
export const transportUseSchema = z.object({
  over: transportSchema,
  /** One of {@link transportReasons}, or of a younger agent. */
  because: z.string().max(32),
})
export type TransportUse = z.infer<typeof transportUseSchema>

/** Why a transport is in use; completes "TCP, ..." where there is something to say. */
export const transportReasons = {
  chosen: null,
  preferred: null,
  encrypted: 'inside the encrypted connection',
  'tcp-refused': 'the camera offers no TCP',
  'tcp-silent': 'nothing came over TCP',
} as const satisfies Record<string, string | null>
export type TransportReason = keyof typeof transportReasons

export const codecSchema = z.enum(['h264', 'h265'])
export const audioCodecSchema = z.enum(['aac', 'pcmu', 'pcma', 'opus'])

/** What a probe or a running stream found out. */
export const streamFactsSchema = z.object({
  codec: codecSchema,
  codecString: z.string().max(64),
  width: z.int().min(1).max(16384),
  height: z.int().min(1).max(16384),
  frameRate: z.number().min(0).max(1000).nullable(),
  audio: z.object({ codec: audioCodecSchema, sampleRate: z.int(), channels: z.int() }).nullable(),
})
export type StreamFacts = z.infer<typeof streamFactsSchema>

/** How a camera is recorded. Retention deletes the oldest first: past `retentionDays`, or over `quotaBytes`. */
export const recordingSettingsSchema = z.object({
  mode: z.enum(['continuous', 'off']),
  /** Length aimed at for a segment, cut at the next keyframe. */
  segmentSeconds: z.int().min(5).max(300).default(60),
  /** null keeps until the quota takes it. */
  retentionDays: z.number().min(0.01).max(3650).nullable().default(7),
  /** Bytes on the agent's disk for this camera; null leaves only the age. */
  quotaBytes: z.int().min(1).nullable().default(null),
  /** Off unless somebody switched it on (R103). */
  audio: z.boolean().default(false),
  /** Pictures that lost packets damaged are kept and counted, rather than all withheld up to the next whole keyframe. */
  keepDamaged: z.boolean().default(true),
})
export type RecordingSettings = z.infer<typeof recordingSettingsSchema>

/** A state that is shown in words, on tiles and in lists, never as a spinner alone. */
export const streamStateSchema = z.enum(['connecting', 'streaming', 'waiting', 'stopped'])

/** What a connection waits for before its first picture. */
export const streamAwaitsSchema = z.object({
  /** One of `awaited` (awaited.ts), or of a younger agent. */
  what: z.string().max(32),
  /** Since when, wall time of the agent. */
  sinceMs: z.int(),
})

export const streamStatusSchema = z.object({
  streamId: idSchema,
  state: streamStateSchema,
  /** Why it is waiting: an error code of the `camera.` family; null otherwise. */
  reason: z.string().max(64).nullable(),
  /** While connecting, where there is something to say. Protocol 6. */
  awaits: streamAwaitsSchema.optional(),
  /** Public sentence, where it is more exact than the one that goes with `reason`. Protocol 6. */
  message: z.string().max(300).nullable().optional(),
  /** With `camera.untrusted` and `camera.identity-changed`: what the camera shows. Protocol 6. */
  certificate: presentedCertificateSchema.nullable().optional(),
  /** What pictures come over; null while none do. Protocol 6. */
  transport: transportUseSchema.nullable().optional(),
  /** When the agent will try again; null when it is not waiting. */
  retryAtMs: z.int().nullable(),
  /** Wall time of the last picture; null when there was none since the agent started. */
  lastPictureAtMs: z.int().nullable(),
  facts: streamFactsSchema.nullable(),
  /** Measured over the last seconds. */
  bitsPerSecond: z.number().nullable(),
  /**
   * Percent of the last minute's packets of the picture that did not come in time, while that is heavy: from 0.5 on, until
   * it is under 0.25. Null otherwise; left out by agents before protocol 4.
   */
  lostPercent: z.number().min(0).max(100).nullable().optional(),
})
export type StreamStatus = z.infer<typeof streamStatusSchema>
