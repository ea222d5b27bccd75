import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { protocolHistory } from '../version.ts'
import { cameraIdentityShape } from './camera-identity.ts'
import type { ConfigSection } from './define-section.ts'
import { agentConfigSchema } from './document.ts'
import { envelopeShape } from './envelope.ts'
import { configSections } from './sections.ts'

const sections: readonly ConfigSection[] = configSections

test('every section is dated by the history of the protocol and has words for people', () => {
  const versions: number[] = protocolHistory.map(({ version }) => version)
  for (const { key, since, title } of sections) {
    assert.ok(versions.includes(since), key)
    assert.ok(title.length > 2, key)
  }
})

test('no two sections share a key, and none takes one of the frame', () => {
  const keys = [...sections.map(({ key }) => key), ...Object.keys(envelopeShape), ...Object.keys(cameraIdentityShape)]
  assert.equal(new Set([...keys, 'cameras']).size, keys.length + 1)
})

interface Shape {
  readonly properties?: Readonly<Record<string, unknown>>
  readonly required?: readonly string[]
  readonly additionalProperties?: unknown
  readonly default?: unknown
}

/** Every object in a JSON Schema that would let something unknown pass, or fill in what was not signed. */
function lenient(shape: unknown, path: string): string[] {
  if (typeof shape !== 'object' || shape === null) return []
  const { properties, additionalProperties } = shape as Shape
  const here = ('default' in shape || (properties && additionalProperties !== false)) && !path.endsWith('/properties')
  return [...(here ? [path] : []), ...Object.entries(shape).flatMap(([key, below]) => lenient(below, `${path}/${key}`))]
}

test('nothing in a configuration is filled in or passed over: what is signed is what was parsed', () => {
  assert.deepEqual(lenient(z.toJSONSchema(agentConfigSchema, { io: 'input' }), ''), [])
})
