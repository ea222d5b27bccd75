import { z } from 'zod'
import { idSchema, publicKeySchema, sha256Schema, signatureSchema } from '../domain/ids.ts'
import { epochMsSchema } from '../domain/time.ts'
import { receiptSchema } from '../records/receipt.ts'

/**
 * On every request of an agent: the protocol version that it speaks. What a heartbeat says of it came through a broker;
 * a configuration is served for the version that its own request names. Absent from agents of before: the heartbeat's.
 */
export const protocolHeader = 'nightjar-protocol'

/** 130 random bits, Crockford base32, in groups of five letters or digits. */
export const enrolmentCodeSchema = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/)

/** `POST /api/v1/agents/enrol`. `proof` signs the canonical JSON of the body without `proof`, by `publicKey`. */
export const enrolRequestSchema = z.object({
  code: enrolmentCodeSchema,
  hostname: z.string().min(1).max(255),
  software: z.string().max(64),
  publicKey: publicKeySchema,
  sealingKey: publicKeySchema,
  proof: signatureSchema,
})

export const enrolReplySchema = z.object({
  agentId: idSchema,
  organisationId: idSchema,
  siteId: idSchema,
  /** Keys the agent trusts from now on, by key id. */
  configKeys: z.record(z.string(), publicKeySchema),
  receiptKeys: z.record(z.string(), publicKeySchema),
})
export type EnrolReply = z.infer<typeof enrolReplySchema>

/**
 * By which a copied or set-back data folder shows: each answer carries a new value, the agent writes it to its disk
 * before it uses the token, and presents it the next time. A value that is neither the newest nor, with the same
 * `nonce`, the one before (its answer was lost) is of a copy: 403 `agent.cloned`, and nothing of this identity is
 * taken until an administrator has said which machine goes on. 403 `agent.retired`: it was said that the other one does.
 */
export const tokenLineageSchema = z.object({
  /** null before the first. */
  value: z.string().max(64).nullable(),
  /** Made for this request and kept on disk until it is answered: a repeated request carries the same. */
  nonce: z.string().min(16).max(64),
  /** Random, of this run of the agent: tells apart two that are on one machine. */
  startId: z.string().min(8).max(64),
  hostname: z.string().min(1).max(255),
  /** Hash of the machine's own id, salted with the agent's; null where the system has none. Never the id itself. */
  machine: z.string().max(64).nullable(),
})
export type TokenLineage = z.infer<typeof tokenLineageSchema>

/**
 * `POST /api/v1/agents/token`. The assertion is a JWT (EdDSA, `typ: agent-assertion+jwt`) by the agent's key:
 * `iss` = `sub` = agent id, `aud` = `nightjar-token`, `iat`, `exp` at most 60 s later, `jti` used once.
 */
export const tokenRequestSchema = z.object({
  assertion: z.string().max(2000),
  /** Absent from agents of protocol 2 and older, whose copies are only noticed by their chains. */
  lineage: tokenLineageSchema.optional(),
})

export const tokenReplySchema = z.object({
  /** JWT (EdDSA, `typ: agent+jwt`, `aud: api`, `sub` = agent id, `org`, `acl`), for `Authorization: Bearer`. */
  accessToken: z.string().max(4000),
  expiresAtMs: epochMsSchema,
  /** For an agent whose own clock is wrong. */
  serverTimeMs: epochMsSchema,
  /** To be presented with the next request; absent where the request had no `lineage`. */
  lineage: z.string().max(64).optional(),
  /**
   * `url` may be the path `/mqtt`: MQTT over WebSocket at the control plane's own origin. The password is a token of the
   * same form with `aud: mqtt`; a control plane of protocol 4 and before gave one token for both.
   */
  mqtt: z.object({
    url: z.string().regex(/^((mqtts?|wss?):\/\/\S{1,280}|\/mqtt)$/),
    username: z.string(),
    password: z.string(),
  }),
})
export type TokenReply = z.infer<typeof tokenReplySchema>

/** `POST /api/v1/agents/uploads`: may these bytes go to the archive? Bound to the manifest that was sent before. */
export const uploadRequestSchema = z.object({
  segmentId: idSchema,
  mediaHash: sha256Schema,
  byteLength: z.int().min(1),
  /** MD5 of the bytes, base64: what S3 servers compare on arrival (`Content-MD5`). A transport check, never evidence. */
  md5: z.base64().length(24),
})

export const uploadReplySchema = z.discriminatedUnion('status', [
  /** PUT the bytes to `url` (absolute, or a path at the control plane's origin) with exactly these headers, then complete. */
  z.object({
    status: z.literal('upload'),
    url: z.string().regex(/^(https?:\/\/\S{1,4000}|\/archive\/\S{1,2000})$/),
    headers: z.record(z.string(), z.string()),
    expiresAtMs: epochMsSchema,
  }),
  z.object({ status: z.literal('stored'), receipt: receiptSchema }),
])
export type UploadReply = z.infer<typeof uploadReplySchema>

/** `POST /api/v1/agents/uploads/{segmentId}/complete`: the control plane looks at the object and answers its receipt. */
export const completeReplySchema = receiptSchema
