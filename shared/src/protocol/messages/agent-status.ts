import { z } from 'zod'
import { streamStatusSchema } from '../../domain/camera.ts'
import { idSchema } from '../../domain/ids.ts'
import { epochMsSchema } from '../../domain/time.ts'
import { defineMessage } from '../define-message.ts'

export const cameraReportSchema = z.object({
  cameraId: idSchema,
  /** Is a segment being written now. */
  recording: z.boolean(),
  /** Wall start of the segment being written; its bytes are at the site but not yet in the ledger. */
  openSegmentStartMs: epochMsSchema.nullable(),
  streams: z.array(streamStatusSchema).max(8),
})
export type CameraReport = z.infer<typeof cameraReportSchema>

/** Heartbeat: every 15 s and at once when something changes. The broker publishes the offline form as the agent's will. */
export const agentStatus = defineMessage({
  name: 'agent.status',
  direction: 'up',
  leaf: 'status',
  qos: 1,
  retain: true,
  acknowledged: false,
  since: 1,
  purpose: 'What the agent and its cameras are doing now.',
  schema: z.discriminatedUnion('state', [
    z.object({ state: z.literal('offline') }),
    z.object({
      state: z.literal('online'),
      sentAtMs: epochMsSchema,
      startedAtMs: epochMsSchema,
      software: z.string().max(64),
      protocol: z.int().min(1),
      hostname: z.string().max(255),
      /** Configuration in force; 0 before the first. */
      configVersion: z.int().min(0),
      cameras: z.array(cameraReportSchema).max(256),
      /** Messages not yet acknowledged. */
      outboxDepth: z.int().min(0),
      /** Segments closed but without a receipt. */
      mirrorBacklog: z.object({ segments: z.int().min(0), bytes: z.int().min(0), oldestMs: epochMsSchema.nullable() }),
      /** Of the recording volume; null where the system does not say. */
      disk: z.object({ totalBytes: z.int(), freeBytes: z.int(), recordingBytes: z.int() }).nullable(),
      /** Cameras on the agent's own host: an option of the agent's start, never of the API. */
      loopbackCameras: z.union([z.literal('none'), z.literal('any'), z.array(z.string().max(64)).max(16)]),
      /** Sentences for the page, e.g. that loopback cameras are allowed. */
      warnings: z.array(z.string().max(300)).max(16),
    }),
  ]),
})
export type AgentStatus = z.infer<typeof agentStatus.schema>
