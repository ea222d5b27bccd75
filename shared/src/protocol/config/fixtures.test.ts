import assert from 'node:assert/strict'
import { createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { z } from 'zod'
import { canonicalBytes } from '../../domain/canonical-json.ts'
import { agentConfigSchemaV1, signedConfigSchemaV1 } from '../fixtures/v1/agent-config-schema.ts'
import { configHash } from './config-hash.ts'
import { configSchemaOf, type SignedConfig, signedConfigSchema } from './document.ts'
import { configSections } from './sections.ts'

const read = (path: string) => JSON.parse(readFileSync(new URL(`../fixtures/${path}`, import.meta.url), 'utf8'))
const golden: SignedConfig[] = ['v1', 'v2'].flatMap(version => read(`${version}/agent-config.json`))
const publicKey = createPublicKey({
  key: { kty: 'OKP', crv: 'Ed25519', x: read('v1/signature.json').publicKey },
  format: 'jwk',
})

test('golden configurations of every version parse to what they were, for agents of today and of protocol 1', () => {
  for (const signed of golden) {
    assert.deepEqual(signedConfigSchema.parse(signed), signed)
    assert.deepEqual(signedConfigSchemaV1.parse(signed), signed)
  }
})

test('they are signed over their canonical JSON, and each names the hash of the one before', () => {
  for (const { config, signature } of golden) {
    assert.ok(verify(null, canonicalBytes(config), publicKey, Buffer.from(signature, 'base64url')))
  }
  for (const [index, { config }] of golden.entries()) {
    if (index > 0) assert.equal(config.previousHash, configHash(golden[index - 1]!.config))
  }
  assert.equal(configHash(golden[0]!.config), read('v1/config.hint.json')[0].hash)
})

test('a golden configuration of protocol 5 parses to what it was; an agent of protocol 1 would refuse it', () => {
  const [signed]: SignedConfig[] = read('v5/agent-config.json')
  assert.deepEqual(signedConfigSchema.parse(signed), signed)
  assert.throws(() => signedConfigSchemaV1.parse(signed))
  assert.ok(verify(null, canonicalBytes(signed!.config), publicKey, Buffer.from(signed!.signature, 'base64url')))
  assert.equal(signed!.config.previousHash, configHash(golden.at(-1)!.config))
  assert.deepEqual(
    signed!.config.cameras.map(({ boundCredentials }) => boundCredentials?.fillsAddress),
    [undefined, true],
  )
})

/** What is left after parsing, which is what the signature is compared with; defaults are not of the form. */
const formOf = (schema: z.ZodType): unknown =>
  JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io: 'output' })), (key, value) =>
    key === 'default' ? undefined : value,
  )

test('what is sent to agents of protocol 1 has the form that they know, to the last bound', () => {
  const now = configSchemaOf(configSections.filter(({ since }) => since <= 1))
  assert.deepEqual(formOf(now), formOf(agentConfigSchemaV1))
})
