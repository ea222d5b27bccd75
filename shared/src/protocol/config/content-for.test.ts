import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { z } from 'zod'
import { agentConfigSchemaV1 } from '../fixtures/v1/agent-config-schema.ts'
import { contentFor } from './content-for.ts'
import { agentSection, type ConfigSection, cameraSection } from './define-section.ts'
import { type AgentConfig, agentConfigSchema, configSchemaOf } from './document.ts'
import { configSections } from './sections.ts'
import { type ConfigContent, withheldFrom } from './withheld.ts'

/** Of a control plane that is ahead of us. */
const zones = cameraSection({
  key: 'zones',
  since: 3,
  title: 'zones',
  schema: z.array(z.string()).nullable(),
  failsClosed: false,
})
const veil = cameraSection({ key: 'veil', since: 4, title: 'veils', schema: z.string().nullable(), failsClosed: true })
const alarm = agentSection({ key: 'alarm', since: 3, title: 'alarms', schema: z.string().nullable() })
const tomorrow: readonly ConfigSection[] = [...configSections, zones, veil, alarm]

const [{ config: golden }]: [{ config: AgentConfig }] = JSON.parse(
  readFileSync(new URL('../fixtures/v2/agent-config.json', import.meta.url), 'utf8'),
)
const { cameras, relays, minProtocol: _, ...envelope } = golden
const [front] = cameras
const camera = (change: object = {}) => ({ ...front!, zones: null, veil: null, ...change })
const content = (...of: ReturnType<typeof camera>[]): ConfigContent => ({ relays, alarm: null, cameras: of })
const sentTo = (protocol: number, whole: ConfigContent) => {
  const { minProtocol, content: sent } = contentFor(whole, protocol, tomorrow)
  return { ...envelope, minProtocol, ...sent }
}

test('an agent is sent the sections that it knows, in a document that it takes', () => {
  const whole = { ...content(camera({ zones: ['a'] })), alarm: 'loud' }
  const [first, third, fourth] = [1, 3, 4].map(protocol => sentTo(protocol, whole))
  assert.deepEqual(agentConfigSchemaV1.parse(first), { ...golden, cameras: [front] })
  assert.deepEqual(agentConfigSchema.parse(first), { ...golden, cameras: [front] })
  assert.deepEqual(third, { ...first, minProtocol: 3, alarm: 'loud', cameras: [{ ...front, zones: ['a'] }] })
  assert.deepEqual(fourth?.cameras, [camera({ zones: ['a'] })])
  assert.equal(fourth?.minProtocol, 4)
  assert.throws(() => agentConfigSchema.parse(third), 'an agent of today would refuse it whole')
})

test('the lowest protocol is that of the youngest section sent, not of the youngest there is', () => {
  assert.equal(contentFor({ relays, cameras: [] }, 4, tomorrow).minProtocol, 1)
  assert.equal(contentFor({ relays, alarm: null, cameras: [] }, 4, tomorrow).minProtocol, 3)
})

test('a camera with a section that fails closed is neither recorded nor shown by an agent that is too old', () => {
  const veiled = camera({ veil: 'v' })
  const other = camera({ cameraId: '01930004-0000-7000-8000-000000000009' })
  const [held, free] = agentConfigSchemaV1.parse(sentTo(1, content(veiled, other))).cameras
  assert.notEqual(held?.mask, null, 'the gate that every version has')
  assert.deepEqual(held, { ...front, mask: held?.mask, recording: { ...front!.recording, mode: 'off' } })
  assert.deepEqual(free, { ...front, cameraId: other.cameraId })
  assert.deepEqual(sentTo(2, content(veiled, other)).cameras, [held, free])
  assert.deepEqual(sentTo(3, content(veiled, other)).cameras, [
    { ...held, zones: null },
    { ...free, zones: null },
  ])
  assert.deepEqual(sentTo(4, content(veiled)).cameras, [veiled])
})

test('a mask that is there stays what it was when its camera is held back for something else', () => {
  const mask = { version: 7, geometryHash: 'a'.repeat(64) }
  const [held] = agentConfigSchemaV1.parse(sentTo(1, content(camera({ mask, veil: 'v' })))).cameras
  assert.deepEqual(held?.mask, mask)
})

test('what is withheld is named with its cameras; nothing is where nothing was asked for', () => {
  const whole = { ...content(camera({ zones: ['a'], veil: 'v' }), camera({ name: 'Two' })), alarm: 'loud' }
  const keysAt = (protocol: number) =>
    withheldFrom(whole, protocol, tomorrow).map(({ section, cameras: of }) => [section.key, ...of.map(c => c.name)])
  assert.deepEqual(keysAt(1), [['zones', front!.name], ['veil', front!.name], ['alarm']])
  assert.deepEqual(keysAt(3), [['veil', front!.name]])
  assert.deepEqual(keysAt(4), [])
  assert.deepEqual(withheldFrom(content(camera()), 1, tomorrow), [])
})

test('an agent that knows a section takes a document of a control plane that does not', () => {
  const schema = configSchemaOf(tomorrow)
  assert.deepEqual(schema.parse(golden), golden)
})
