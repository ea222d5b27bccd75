import { z } from 'zod'
import { recordingSettingsSchema, streamRoleSchema, transportSchema } from '../domain/camera.ts'
import { idSchema, sha256Schema, signatureSchema } from '../domain/ids.ts'
import { epochMsSchema } from '../domain/time.ts'
import { sealedBoxSchema } from './sealed-box.ts'

export const relayAddressSchema = z
  .string()
  .regex(/^(wss?:\/\/\S{1,280}|\/publish)$/, 'must be a ws:// or wss:// address, or /publish')

export const streamConfigSchema = z.strictObject({
  streamId: idSchema,
  roles: z.array(streamRoleSchema).min(1),
  /** rtsp:// or rtsps://, never with user name or password. */
  url: z.string().max(2000),
  transport: transportSchema,
})
export type StreamConfig = z.infer<typeof streamConfigSchema>

export const cameraConfigSchema = z.strictObject({
  cameraId: idSchema,
  name: z.string().max(120),
  /** When its ledger begins. */
  addedAtMs: epochMsSchema,
  /** null: no mask. An agent that has no mask engine shows and records nothing of a camera that has one. */
  mask: z.strictObject({ version: z.int().min(1), geometryHash: sha256Schema }).nullable(),
  streams: z.array(streamConfigSchema).min(1).max(4),
  credentials: sealedBoxSchema.nullable(),
  recording: recordingSettingsSchema,
})
export type CameraConfig = z.infer<typeof cameraConfigSchema>

/** Everything an agent is to do. Unknown keys are refused: a setting that an agent does not know must not look applied. */
export const agentConfigSchema = z.strictObject({
  kind: z.literal('agent-config'),
  organisationId: idSchema,
  siteId: idSchema,
  agentId: idSchema,
  /** Grows by at least one with every change; an agent takes none that is not newer than its own. */
  version: z.int().min(1),
  issuedAtMs: epochMsSchema,
  /** Lowest protocol version that can carry this out. */
  minProtocol: z.int().min(1),
  /** Hash of the version before; 64 zeros for the first. */
  previousHash: sha256Schema,
  /** The only relays to which the agent may push: ws:// or wss:// addresses, or `/publish` for the control plane's own origin. */
  relays: z.array(relayAddressSchema).max(16),
  cameras: z.array(cameraConfigSchema).max(256),
})
export type AgentConfig = z.infer<typeof agentConfigSchema>

/** Ed25519 by the control plane's configuration key over the canonical JSON of `config`; its SHA-256 is the hash. */
export const signedConfigSchema = z.object({
  config: agentConfigSchema,
  keyId: z.string().max(64),
  signature: signatureSchema,
})
export type SignedConfig = z.infer<typeof signedConfigSchema>
