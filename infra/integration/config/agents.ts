import { verify } from 'node:crypto'
import { type EnrolledAgent, enrolAnAgent } from '@nightjar/control-plane/testing/enrolled-agent.ts'
import type { Harness } from '@nightjar/control-plane/testing/harness.ts'
import type { MintedOrganisation } from '@nightjar/control-plane/testing/mint.ts'
import type { Identity } from '@nightjar/edge-agent/config/identity.ts'
import { verificationKey } from '@nightjar/edge-agent/config/identity.ts'
import { verifyConfig } from '@nightjar/edge-agent/config/verify-config.ts'
import { canonicalBytes } from '@nightjar/shared/domain/canonical-json.ts'
import {
  type agentConfigSchemaV1,
  signedConfigSchemaV1,
} from '@nightjar/shared/protocol/fixtures/v1/agent-config-schema.ts'
import type { z } from 'zod'

export type ConfigV1 = z.infer<typeof agentConfigSchemaV1>

/** An agent that joined by the real routes, and what agents of two protocols make of what it is sent. */
export async function joinAgent(harness: Harness, organisation: MintedOrganisation) {
  const enrolled: EnrolledAgent = await enrolAnAgent(harness, organisation)
  const identity: Identity = { ...enrolled.identity, signingKey: '', sealingKey: '' }

  async function fetchConfig(): Promise<unknown> {
    const { accessToken: bearer } = await enrolled.token()
    return (await harness.request('GET', '/api/v1/agents/config', { bearer })).json()
  }

  return {
    id: identity.agentId,
    actor: enrolled.actor,
    identity,
    keys: enrolled.keys,
    fetchConfig,
    /** As agents of protocol 1 take it. @throws Error where they refuse. */
    async takenByProtocol1(): Promise<ConfigV1> {
      const { config, keyId, signature } = signedConfigSchemaV1.parse(await fetchConfig())
      const key = verificationKey(identity.configKeys[keyId] ?? '')
      if (!verify(null, canonicalBytes(config), key, Buffer.from(signature, 'base64url'))) throw new Error('signature')
      if (config.minProtocol > 1) throw new Error('needs a newer agent')
      return config
    },
    /** @throws AppError where agents of today refuse. */
    takenByToday: async () => verifyConfig(await fetchConfig(), identity, 0),
  }
}
export type JoinedAgent = Awaited<ReturnType<typeof joinAgent>>

/** A heartbeat of an agent that speaks this protocol. */
export const heartbeat = (nowMs: number, protocol: number) => ({
  state: 'online' as const,
  sentAtMs: nowMs,
  startedAtMs: nowMs,
  software: '0.1.0',
  protocol,
  hostname: 'test-host',
  configVersion: 0,
  cameras: [],
  outboxDepth: 0,
  mirrorBacklog: { segments: 0, bytes: 0, oldestMs: null },
  disk: null,
  loopbackCameras: 'none' as const,
  warnings: ['said by the agent'],
})
