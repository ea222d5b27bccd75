import { canonicalBytes } from '@nightjar/shared/domain/canonical-json.ts'
import type { AgentConfig, CameraConfig, SignedConfig } from '@nightjar/shared/protocol/config/document.ts'
import { exportKey, type Identity, makeKeyPairs, publicKeyOf, signBytes } from '../config/identity.ts'
import { testId } from './records.ts'

/** The control plane's side of the keys below. */
const controlPlane = makeKeyPairs()

/** What a control plane answers to an enrolment. */
export const enrolReply = () => ({
  agentId: testId(),
  organisationId: testId(),
  siteId: testId(),
  configKeys: { 'config-1': publicKeyOf(controlPlane.signing) },
  receiptKeys: {},
})

export function testIdentity(): Identity {
  const keys = makeKeyPairs()
  return { ...enrolReply(), signingKey: exportKey(keys.signing), sealingKey: exportKey(keys.sealing) }
}

export const cameraConfig = (change: Partial<CameraConfig> = {}): CameraConfig => ({
  cameraId: testId(),
  name: 'yard',
  addedAtMs: 1_750_000_000_000,
  mask: null,
  streams: [{ streamId: testId(), roles: ['record'], url: 'rtsp://127.0.0.1:9/main', transport: 'tcp' }],
  credentials: null,
  recording: { mode: 'continuous', segmentSeconds: 5, retentionDays: 7, quotaBytes: null, audio: false },
  ...change,
})

/** As the control plane would sign it for this agent. */
export function signedConfig(identity: Identity, change: Partial<AgentConfig> = {}): SignedConfig {
  const config: AgentConfig = {
    kind: 'agent-config',
    organisationId: identity.organisationId,
    siteId: identity.siteId,
    agentId: identity.agentId,
    version: 1,
    issuedAtMs: 1_750_000_000_000,
    minProtocol: 1,
    previousHash: '0'.repeat(64),
    relays: ['/publish'],
    cameras: [],
    ...change,
  }
  return { config, keyId: 'config-1', signature: signBytes(controlPlane.signing, canonicalBytes(config)) }
}
