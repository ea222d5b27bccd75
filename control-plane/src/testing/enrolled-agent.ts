import { type KeyObject, randomBytes } from 'node:crypto'
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core'
import { canonicalBytes } from '@nightjar/shared/domain/canonical-json.ts'
import {
  type EnrolReply,
  enrolReplySchema,
  type TokenReply,
  tokenReplySchema,
} from '@nightjar/shared/protocol/agent-api.ts'
import {
  type BoundBox,
  boundAssociatedData,
  boundCredentialsInfo,
  type CameraCredentials,
  cameraCredentialsSchema,
  type SealedBox,
  sealedCredentialsInfo,
} from '@nightjar/shared/protocol/sealed-box.ts'
import { SignJWT } from 'jose'
import { privateKeyFromSeed, publicPartOf, signBytes } from '../keys/ed25519.ts'
import type { AgentActor } from '../policy/actor.ts'
import { createEnrolment } from '../services/enrolment/create.ts'
import type { Harness } from './harness.ts'
import type { MintedOrganisation } from './mint.ts'

const suite = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() })
const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, 'base64url')).buffer

export interface AgentKeys {
  readonly signing: KeyObject
  readonly publicKey: string
  readonly sealingKey: string
  /** @param boundTo the address of the command that the box came with. */
  open(sealed: SealedBox, boundTo?: string): Promise<CameraCredentials>
  /** A box of the configuration of today. */
  openBound(box: BoundBox): Promise<CameraCredentials>
}

/** What an agent makes on its first start. */
export async function makeAgentKeys(): Promise<AgentKeys> {
  const signing = privateKeyFromSeed(randomBytes(32))
  const sealing = await suite.kem.generateKeyPair()
  const open = async ({ enc, box }: SealedBox, info: string, associatedData: Uint8Array<ArrayBuffer>) => {
    const header = { recipientKey: sealing, enc: bytesOf(enc), info: new TextEncoder().encode(info) }
    const plain = await suite.open(header, bytesOf(box), associatedData)
    return cameraCredentialsSchema.parse(JSON.parse(new TextDecoder().decode(plain)))
  }
  return {
    signing,
    publicKey: publicPartOf(signing),
    sealingKey: Buffer.from(await suite.kem.serializePublicKey(sealing.publicKey)).toString('base64url'),
    open: (sealed, boundTo = '') => open(sealed, sealedCredentialsInfo, new TextEncoder().encode(boundTo)),
    openBound: box => open(box, boundCredentialsInfo, boundAssociatedData(box)),
  }
}

export function enrolBody(keys: AgentKeys, code: string) {
  const body = {
    code,
    hostname: 'test-host',
    software: '0.1.0',
    publicKey: keys.publicKey,
    sealingKey: keys.sealingKey,
  }
  return { ...body, proof: signBytes(keys.signing, canonicalBytes(body)) }
}

export interface AssertionClaims {
  readonly nowMs?: number
  readonly lifeSeconds?: number
  readonly jti?: string
  readonly audience?: string
  readonly type?: string
}

export interface EnrolledAgent {
  readonly identity: EnrolReply
  readonly keys: AgentKeys
  readonly actor: AgentActor
  assertion(claims?: AssertionClaims): Promise<string>
  /** @throws Error with the status where it is refused. */
  token(): Promise<TokenReply>
}

/** An agent that joined through the real routes. */
export async function enrolAnAgent(harness: Harness, organisation: MintedOrganisation): Promise<EnrolledAgent> {
  const { code } = await createEnrolment(
    harness.as(organisation.administrator.actor),
    organisation.siteId,
    'http://localhost',
  )
  const keys = await makeAgentKeys()
  const answer = await harness.request('POST', '/api/v1/agents/enrol', { body: enrolBody(keys, code) })
  if (answer.status !== 200) throw new Error(`enrolment: ${answer.status} ${await answer.text()}`)
  const identity = enrolReplySchema.parse(await answer.json())
  const { agentId, organisationId, siteId } = identity
  const assertion: EnrolledAgent['assertion'] = (claims = {}) => {
    const now = Math.floor((claims.nowMs ?? harness.clock.wallMs()) / 1000)
    return new SignJWT({})
      .setProtectedHeader({ alg: 'EdDSA', typ: claims.type ?? 'agent-assertion+jwt' })
      .setIssuer(agentId)
      .setSubject(agentId)
      .setAudience(claims.audience ?? 'nightjar-token')
      .setJti(claims.jti ?? harness.base.ids.next())
      .setIssuedAt(now)
      .setExpirationTime(now + (claims.lifeSeconds ?? 55))
      .sign(keys.signing)
  }
  return {
    identity,
    keys,
    actor: { kind: 'agent', id: agentId, organisationId, siteId },
    assertion,
    token: async () => {
      const reply = await harness.request('POST', '/api/v1/agents/token', { body: { assertion: await assertion() } })
      if (reply.status !== 200) throw new Error(`token: ${reply.status}`)
      return tokenReplySchema.parse(await reply.json())
    },
  }
}
