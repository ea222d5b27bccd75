import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalBytes } from '@nightjar/shared/domain/canonical-json.ts'
import type { AgentConfig } from '@nightjar/shared/protocol/config/document.ts'
import { systemRandom } from '../platform/random.ts'
import { exportKey, type Identity, makeKeyPairs, publicKeyOf, signBytes } from './identity.ts'
import { verifyConfig } from './verify-config.ts'

const id = () => systemRandom.uuid(1_760_000_000_000)
const own = makeKeyPairs()
const controlPlane = makeKeyPairs()
const identity: Identity = {
  agentId: id(),
  organisationId: id(),
  siteId: id(),
  signingKey: exportKey(own.signing),
  sealingKey: exportKey(own.sealing),
  configKeys: { 'config-1': publicKeyOf(controlPlane.signing) },
  receiptKeys: {},
}

const config = (change: Partial<AgentConfig> = {}): AgentConfig => ({
  kind: 'agent-config',
  organisationId: identity.organisationId,
  siteId: identity.siteId,
  agentId: identity.agentId,
  version: 5,
  issuedAtMs: 1_760_000_000_000,
  minProtocol: 1,
  previousHash: '0'.repeat(64),
  relays: ['/publish'],
  cameras: [],
  ...change,
})

const signed = (body: AgentConfig, key = controlPlane.signing, keyId = 'config-1') => ({
  config: body,
  keyId,
  signature: signBytes(key, canonicalBytes(body)),
})

test('a configuration from the control plane, for this agent and newer than its own is taken', () => {
  assert.equal(verifyConfig(signed(config()), identity, 4).config.version, 5)
})

test('forged, replayed, foreign, changed, too new and unknown configurations are refused (F26)', () => {
  const changed = { ...signed(config()), config: config({ relays: ['wss://evil.example/publish'] }) }
  const refused: [string, unknown, number?][] = [
    ['signed by somebody else', signed(config(), own.signing)],
    ['a key that is not trusted', signed(config(), own.signing, 'config-2')],
    ['changed after signing', changed],
    ['an old version again', signed(config()), 5],
    ['an older version', signed(config({ version: 4 })), 5],
    ['for another agent', signed(config({ agentId: id() }))],
    ['for another organisation', signed(config({ organisationId: id() }))],
    ['needs a newer protocol', signed(config({ minProtocol: 99 }))],
    ['a setting that is not known', signed({ ...config(), exec: 'x' } as AgentConfig)],
    ['cut off', JSON.parse('{"config":{}}')],
    ['nothing', null],
  ]
  for (const [name, body, current] of refused) {
    assert.throws(() => verifyConfig(body, identity, current ?? 0), { name: 'AppError' }, name)
  }
})
