import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { agents } from '@nightjar/control-plane/db/schema/agents.ts'
import { presentAgents } from '@nightjar/control-plane/services/agent/present.ts'
import { recordHeartbeat } from '@nightjar/control-plane/services/agent/record-status.ts'
import { createCamera } from '@nightjar/control-plane/services/camera/create.ts'
import type { ConfigSource } from '@nightjar/control-plane/services/config/config-source.ts'
import { getConfig } from '@nightjar/control-plane/services/config/get-config.ts'
import { refreshConfig } from '@nightjar/control-plane/services/config/refresh-config.ts'
import { type Harness, openHarness } from '@nightjar/control-plane/testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '@nightjar/control-plane/testing/mint.ts'
import { publicKeyOf } from '@nightjar/edge-agent/config/identity.ts'
import { verifyConfig } from '@nightjar/edge-agent/config/verify-config.ts'
import { canonicalBytes } from '@nightjar/shared/domain/canonical-json.ts'
import type { SignedConfig } from '@nightjar/shared/protocol/config/document.ts'
import { agentConfigSchemaV1 } from '@nightjar/shared/protocol/fixtures/v1/agent-config-schema.ts'
import { protocolVersion } from '@nightjar/shared/protocol/version.ts'
import { eq, sql } from 'drizzle-orm'
import { heartbeat, type JoinedAgent, joinAgent } from './agents.ts'
import { carryOut } from './running-agent.ts'
import { controlPlaneOfTomorrow, protocolOfTomorrow, type Wishes } from './tomorrow.ts'

let harness: Harness
let own: MintedOrganisation

before(async () => {
  harness = await openHarness()
  own = await mintOrganisation(harness.base)
})
after(() => harness.close())

const addCamera = (agent: JoinedAgent, name: string, more: object = {}) =>
  createCamera(harness.as(own.administrator.actor), { name, url: 'rtsp://10.0.0.5/1', agentId: agent.id, ...more })
const reports = (agent: JoinedAgent, protocol: number, source?: ConfigSource) =>
  recordHeartbeat(harness.as(agent.actor), heartbeat(harness.clock.wallMs(), protocol), source)
/** What a camera that asks for nothing of it has of the sections that protocol 1 did not know. */
const ofToday = { boundCredentials: null, loss: null, transport: null, tlsPins: null }
const versionOf = async (agent: JoinedAgent): Promise<number> =>
  ((await agent.fetchConfig()) as SignedConfig).config.version

async function warningsOf(agent: JoinedAgent, source?: ConfigSource): Promise<string[]> {
  const rows = await harness.base.db.select().from(agents).where(eq(agents.id, agent.id))
  const [shown] = await presentAgents(harness.base, rows, source)
  return shown!.warnings
}

test('an agent of protocol 1 takes what a control plane of today sends, field by field', async () => {
  const agent = await joinAgent(harness, own)
  await reports(agent, 1)
  const more = { liveUrl: 'rtsp://10.0.0.5/2', username: 'admin', password: 'secret', recording: { audio: true } }
  const camera = await addCamera(agent, 'Gate', more)
  const config = await agent.takenByProtocol1()
  assert.deepEqual(config, ((await agent.fetchConfig()) as SignedConfig).config)
  assert.equal(config.minProtocol, 1)
  const [sent] = config.cameras
  assert.deepEqual(
    [sent?.cameraId, sent?.mask, sent?.streams.length, sent?.recording.audio],
    [camera.id, null, 2, true],
  )
  assert.deepEqual(await agent.keys.open(sent!.credentials!), { username: 'admin', password: 'secret' })
  for (const protocol of [1, 3]) {
    await reports(agent, protocol)
    assert.equal(await versionOf(agent), config.version, 'nothing in it is younger, so nothing is new')
  }
  assert.deepEqual(await warningsOf(agent), [
    'Update the agent: it is too old for automatic transport (it uses TCP). Cameras that run without: Gate.',
    'said by the agent',
  ])
  await reports(agent, protocolVersion)
  const updated = (await agent.takenByToday()).config
  assert.equal(updated.version, config.version + 1)
  const asBefore = { ...sent, ...ofToday, transport: 'auto' }
  assert.deepEqual(updated.cameras, [asBefore], 'the box that it has, and word that later ones are bound')
})

test('an agent that goes back to before bound passwords runs the camera without, and the page says so', async () => {
  const agent = await joinAgent(harness, own)
  await addCamera(agent, 'Gate', { username: 'admin', password: 'secret', transport: 'tcp' })
  await reports(agent, protocolVersion)
  const [bound] = (await agent.takenByToday()).config.cameras
  assert.deepEqual(await agent.keys.openBound(bound!.boundCredentials!), { username: 'admin', password: 'secret' })
  await reports(agent, 3)
  assert.equal((await agent.takenByProtocol1()).cameras[0]?.credentials, null)
  assert.deepEqual(await warningsOf(agent), [
    'Update the agent: it is too old for camera passwords that are bound to an address. Cameras that run without: Gate.',
    'said by the agent',
  ])
})

test('an agent of today takes and carries out what a control plane of protocol 1 sends', async () => {
  const { privateKey } = generateKeyPairSync('ed25519')
  const read = (name: string) =>
    JSON.parse(readFileSync(new URL(import.meta.resolve(`@nightjar/shared/protocol/fixtures/v1/${name}`)), 'utf8'))
  const [golden] = read('agent-config.json')
  const trusting = (configKey: string) => ({
    ...golden.config,
    signingKey: '',
    sealingKey: '',
    configKeys: { 'config-1': configKey },
    receiptKeys: {},
  })
  assert.equal(verifyConfig(golden, trusting(read('signature.json').publicKey), 2).config.version, 3)
  const [front] = golden.config.cameras
  const config = agentConfigSchemaV1.parse({
    ...golden.config,
    cameras: [{ ...front, credentials: null, recording: { mode: 'continuous' } }],
  })
  const signature = sign(null, canonicalBytes(config), privateKey).toString('base64url')
  const taken = verifyConfig({ config, keyId: 'config-1', signature }, trusting(publicKeyOf(privateKey)), 2)
  const { results, handed } = await carryOut(taken)
  assert.deepEqual(results, [{ cameraId: front.cameraId, ok: true, error: null }])
  assert.deepEqual(handed[0]?.recording, config.cameras[0]?.recording)
  assert.deepEqual(handed[0]?.streams, front.streams)
})

test('a section of tomorrow goes to the agents that know it; the others run without, and the page says so', async () => {
  const agent = await joinAgent(harness, own)
  await addCamera(agent, 'Gate', { transport: 'tcp' })
  await addCamera(agent, 'Yard', { transport: 'tcp' })
  const before = await agent.takenByProtocol1()
  const wishes: Wishes = { alarm: 'loud', zones: new Map([['Gate', ['a']]]), veils: new Map() }
  const tomorrow = controlPlaneOfTomorrow(wishes)
  await refreshConfig(harness.base, agent.id, tomorrow)
  assert.deepEqual(await agent.takenByProtocol1(), before, 'what has not said its protocol counts as the oldest')
  assert.deepEqual(await warningsOf(agent, tomorrow), [], 'it is not known to be too old')

  await reports(agent, 2, tomorrow)
  assert.deepEqual((await agent.takenByToday()).config, before)
  assert.deepEqual(await warningsOf(agent, tomorrow), [
    'Update the agent: it is too old for zones. Cameras that run without: Gate.',
    'Update the agent: it is too old for alarms and runs without.',
    'said by the agent',
  ])

  await reports(agent, protocolOfTomorrow, tomorrow)
  const whole = (await agent.fetchConfig()) as SignedConfig
  assert.equal(whole.config.minProtocol, protocolOfTomorrow)
  const [gate, yard] = before.cameras
  assert.deepEqual(tomorrow.schema.parse(whole.config), {
    ...before,
    version: before.version + 1,
    issuedAtMs: whole.config.issuedAtMs,
    minProtocol: protocolOfTomorrow,
    previousHash: whole.config.previousHash,
    alarm: 'loud',
    cameras: [
      { ...gate, ...ofToday, zones: ['a'], veil: null },
      { ...yard, ...ofToday, zones: null, veil: null },
    ],
  })
  assert.deepEqual(await warningsOf(agent, tomorrow), ['said by the agent'])
  await assert.rejects(agent.takenByToday(), { name: 'AppError' }, 'why it is not sent to it')

  await reports(agent, 1, tomorrow)
  assert.deepEqual((await agent.takenByProtocol1()).cameras, before.cameras, 'an agent that went back')
})

test('a camera is neither recorded nor shown by an agent that is too old for a section that fails closed', async () => {
  const agent = await joinAgent(harness, own)
  await addCamera(agent, 'Gate', { transport: 'tcp' })
  const yard = await addCamera(agent, 'Yard', { transport: 'tcp' })
  const before = await agent.takenByProtocol1()
  const wishes: Wishes = { alarm: null, zones: new Map(), veils: new Map([['Gate', 'v']]) }
  const tomorrow = controlPlaneOfTomorrow(wishes)
  await refreshConfig(harness.base, agent.id, tomorrow)
  const [gate] = before.cameras
  for (const protocol of [1, 2]) {
    await reports(agent, protocol, tomorrow)
    const { cameras } = await agent.takenByProtocol1()
    assert.deepEqual(cameras[1], before.cameras[1])
    assert.notEqual(cameras[0]?.mask, null)
    assert.deepEqual(cameras[0], { ...gate, mask: cameras[0]?.mask, recording: { ...gate?.recording, mode: 'off' } })
  }
  const { refusals, causes } = await carryOut(await agent.takenByToday())
  assert.deepEqual(refusals, ['camera.masked-unsupported', null])
  assert.deepEqual(new Set(causes(gate!.cameraId)), new Set(['policy.off']), 'its ledger goes on and says why')
  assert.deepEqual(new Set(causes(yard.id)), new Set(['camera.connecting']))
  assert.deepEqual(await warningsOf(agent, tomorrow), [
    'Update the agent: it is too old for veils. Cameras neither recorded nor shown until then: Gate.',
    'said by the agent',
  ])

  await reports(agent, protocolOfTomorrow, tomorrow)
  const { cameras } = tomorrow.schema.parse(((await agent.fetchConfig()) as SignedConfig).config)
  assert.deepEqual(cameras[0], { ...gate, ...ofToday, zones: null, veil: 'v' })
})

test('a control plane that is older than the one that published last leaves what it does not know as it is', async () => {
  for (const protocol of [1, protocolOfTomorrow]) {
    const agent = await joinAgent(harness, own)
    await addCamera(agent, 'Gate')
    const wishes: Wishes = { alarm: null, zones: new Map(), veils: new Map([['Gate', 'v']]) }
    await reports(agent, protocol, controlPlaneOfTomorrow(wishes))
    await refreshConfig(harness.base, agent.id, controlPlaneOfTomorrow(wishes))
    const published = await agent.fetchConfig()
    // A replica of today: at its next round, and when somebody changes the agent's cameras through it.
    await refreshConfig(harness.base, agent.id)
    await addCamera(agent, 'Yard')
    assert.deepEqual(await agent.fetchConfig(), published, `an agent of protocol ${protocol}`)
    await refreshConfig(harness.base, agent.id, controlPlaneOfTomorrow(wishes))
    const { cameras } = ((await agent.fetchConfig()) as SignedConfig).config
    assert.equal(cameras.length, 2, 'the newer one says what was changed meanwhile')
  }
})

test('a heartbeat that somebody forged withholds nothing from the agent that asks', async () => {
  const agent = await joinAgent(harness, own)
  await addCamera(agent, 'Gate')
  const tomorrow = controlPlaneOfTomorrow({ alarm: 'loud', zones: new Map([['Gate', ['a']]]), veils: new Map() })
  const alarmFor = async (protocol?: string) => {
    const { document } = await getConfig(harness.as(agent.actor), protocol, tomorrow)
    return (document.config as { alarm?: string }).alarm
  }
  await reports(agent, protocolOfTomorrow, tomorrow)
  assert.equal(await alarmFor(String(protocolOfTomorrow)), 'loud')
  await reports(agent, 1, tomorrow)
  assert.equal(await alarmFor(), undefined, 'as an agent that does not say it')
  for (let asked = 0; asked < 2; asked++) assert.equal(await alarmFor(String(protocolOfTomorrow)), 'loud')
  for (const beyond of [protocolOfTomorrow + 1, 1e9]) {
    const { hash } = await getConfig(harness.as(agent.actor), String(beyond), tomorrow)
    await reports(agent, beyond, tomorrow)
    assert.equal(
      (await getConfig(harness.as(agent.actor), String(protocolOfTomorrow), tomorrow)).hash,
      hash,
      'nothing is younger than tomorrow',
    )
  }
  await reports(agent, 1, tomorrow)
  await harness.base.db.execute(
    sql`update agent_status set report = jsonb_set(report, '{protocol}', ${String(protocolOfTomorrow)}::jsonb) where agent_id = ${agent.id}`,
  )
  assert.equal(await alarmFor(String(protocolOfTomorrow)), 'loud', 'also where the database hides what was forged')
  for (const nonsense of ['', 'x', '-1', '0', '2.5', '1e999']) assert.equal(await alarmFor(nonsense), 'loud')
})
