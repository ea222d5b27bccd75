import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Camera } from '@nightjar/shared/api/camera.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { CameraConfig, SignedConfig } from '@nightjar/shared/protocol/config/document.ts'
import { protocolVersion } from '@nightjar/shared/protocol/version.ts'
import { desc, eq } from 'drizzle-orm'
import { agentConfigs } from '../../db/schema/agent-configs.ts'
import { cameras } from '../../db/schema/cameras.ts'
import { type EnrolledAgent, enrolAnAgent } from '../../testing/enrolled-agent.ts'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../../testing/mint.ts'
import { recordHeartbeat } from '../agent/record-status.ts'
import { getConfig } from '../config/get-config.ts'
import { createCamera } from './create.ts'
import { updateCamera } from './update.ts'

const canary = 'Can4ry-Passw0rd'
const pair = { username: 'admin', password: canary }

let harness: Harness
let own: MintedOrganisation
let agent: EnrolledAgent

before(async () => {
  harness = await openHarness()
  own = await mintOrganisation(harness.base)
  agent = await enrolAnAgent(harness, own)
})
after(() => harness.close())

const admin = () => harness.as(own.administrator.actor)
const add = (more: object): Promise<Camera> =>
  createCamera(admin(), { name: 'Yard', url: 'rtsp://10.0.0.5/1', agentId: agent.identity.agentId, ...more })
const change = (id: string, patch: object) => updateCamera(admin(), id, patch, null)
const urlsOf = (camera: Camera) => camera.streams.map(stream => stream.url)

function refusesFor(pointer: string) {
  return (error: unknown) => {
    assert.ok(error instanceof AppError && error.code === 'camera.source-refused', String(error))
    const [first, second] = error.fields
    assert.equal(first?.pointer, '/credentials')
    assert.match(first?.detail ?? '', /^Enter the user name and password again: /)
    assert.equal(second?.pointer, pointer)
    return true
  }
}

async function sent(camera: Camera): Promise<CameraConfig> {
  const [row] = await harness.base.db
    .select({ document: agentConfigs.document })
    .from(agentConfigs)
    .where(eq(agentConfigs.agentId, agent.identity.agentId))
    .orderBy(desc(agentConfigs.version))
  return (row!.document as SignedConfig).config.cameras.find(({ cameraId }) => cameraId === camera.id)!
}

function reports(protocol: number): Promise<void> {
  const nowMs = harness.clock.wallMs()
  return recordHeartbeat(harness.as(agent.actor), {
    state: 'online',
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
    loopbackCameras: 'none',
    warnings: [],
  })
}

test('a password is sealed for the endpoints of both streams; who changes them has a box that does not open', async () => {
  await reports(protocolVersion)
  const camera = await add({ ...pair, liveUrl: 'rtsps://Camera.Lan/2' })
  const { credentials, boundCredentials: box } = await sent(camera)
  assert.equal(credentials, null)
  assert.deepEqual(box?.endpoints, ['rtsp://10.0.0.5:554', 'rtsps://camera.lan:322'])
  assert.deepEqual(await agent.keys.openBound(box), pair)
  await assert.rejects(agent.keys.openBound({ ...box, endpoints: ['rtsp://10.6.6.6:554'] }))
  await assert.rejects(agent.keys.openBound({ ...box, fillsAddress: true }))
  await assert.rejects(agent.keys.open(box), 'nor as a box that is bound to nothing')
})

test('another scheme, host or port asks for the password again, at either stream, and says at which', async () => {
  const camera = await add({ ...pair, liveUrl: 'rtsp://10.0.0.5/2' })
  for (const url of [
    'rtsp://10.0.0.5:80/1',
    'rtsp://10.0.0.6/1',
    'rtsp://camera.lan/1',
    'rtsps://10.0.0.5/1',
    'rtsp://10.0.0.5:8554/1',
  ]) {
    await assert.rejects(change(camera.id, { url }), refusesFor('/url'), url)
    await assert.rejects(change(camera.id, { liveUrl: url }), refusesFor('/liveUrl'), url)
  }
  assert.deepEqual(urlsOf(await change(camera.id, { url: 'rtsp://10.0.0.5:554/x' }))[0], 'rtsp://10.0.0.5/x')
  const moved = await change(camera.id, { url: 'rtsp://10.0.0.5:80/1', credentials: pair })
  assert.deepEqual((await sent(moved)).boundCredentials?.endpoints, ['rtsp://10.0.0.5:554', 'rtsp://10.0.0.5:80'])
  assert.ok((await change(camera.id, { url: 'rtsp://10.0.0.5/1' })).hasCredentials, 'back to where it was entered for')
})

test('who writes another address into the database is told to enter the password again at the next change', async () => {
  const camera = await add(pair)
  await harness.base.db.execute(`update streams set url = 'rtsp://10.6.6.6/1' where camera_id = '${camera.id}'`)
  await assert.rejects(change(camera.id, { name: 'Gate' }), refusesFor('/url'))
})

test('a password within path or query is stored as a placeholder, and sealed to fill it', async () => {
  const camera = await add({
    url: `rtsp://10.0.0.5/user=admin&password=${canary}&channel=1`,
    liveUrl: `rtsp://10.0.0.5/live?user=admin&pwd=${canary}`,
  })
  assert.deepEqual(urlsOf(camera), [
    'rtsp://10.0.0.5/user={username}&password={password}&channel=1',
    'rtsp://10.0.0.5/live?user={username}&pwd={password}',
  ])
  assert.deepEqual(camera.warnings, [])
  const { boundCredentials: box } = await sent(camera)
  assert.equal(box?.fillsAddress, true)
  assert.deepEqual(await agent.keys.openBound(box), pair)
  assert.ok((await change(camera.id, { url: 'rtsp://10.0.0.5/user={username}&password={password}&channel=2' })).id)
  const rows = await harness.base.db.select().from(cameras)
  const everything = JSON.stringify([camera, await sent(camera), rows]) + harness.logLines.join('')
  assert.ok(!everything.includes(canary))
})

test('a place for the password that the address did not have asks for it again, and needs one at all', async () => {
  const camera = await add(pair)
  const url = 'rtsp://10.0.0.5/?user={username}&pwd={password}'
  await assert.rejects(change(camera.id, { url }), refusesFor('/url'))
  assert.ok(await change(camera.id, { url, credentials: pair }))
  const needsOne = { code: 'camera.source-refused', message: /Enter user name and password/ }
  await assert.rejects(add({ url }), needsOne)
  await assert.rejects(change(camera.id, { credentials: null }), needsOne)
})

test('two different pairs in one camera are refused, without a word of either', async () => {
  const url = `rtsp://a:other-${canary}@10.0.0.5/?user=admin&pwd=${canary}`
  for (const wrong of [{ url }, { url: `rtsp://10.0.0.5/?user=a&pwd=${canary}`, liveUrl: 'rtsp://b:c@10.0.0.5/2' }]) {
    await assert.rejects(
      add(wrong),
      (error: AppError) => error.code === 'camera.source-refused' && !JSON.stringify(error.fields).includes(canary),
    )
  }
})

test('what only looks like a secret is said, to those who see the address', async () => {
  const camera = await add({ url: 'rtsp://10.0.0.5/live?token=abc' })
  assert.match(camera.warnings.join(), /^"token" in the address looks like a secret/)
})

test('an agent that is too old for it gets a box that is bound to nothing, and no address with placeholders', async () => {
  await reports(3)
  const camera = await add(pair)
  const { credentials } = await sent(camera)
  assert.ok(!('boundCredentials' in (await sent(camera))))
  assert.deepEqual(await agent.keys.open(credentials!), pair)
  await assert.rejects(add({ url: `rtsp://10.0.0.5/?user=a&pwd=${canary}` }), /update the agent first/)
  await assert.rejects(change(camera.id, { url: 'rtsp://10.0.0.5:80/1' }), refusesFor('/url'))
  await reports(protocolVersion)
  assert.deepEqual((await sent(camera)).credentials, credentials)
  assert.equal((await sent(camera)).boundCredentials, null)
})

test('an agent that said itself that it opens bound boxes is sealed no other, whatever heartbeats say', async () => {
  agent = await enrolAnAgent(harness, own)
  const asks = (stated: string) => getConfig(harness.as(agent.actor), stated)
  await asks(String(protocolVersion))
  await reports(4)
  await asks('4')
  await asks('1000000000000')
  const camera = await add(pair)
  assert.equal((await sent(camera)).credentials, null)
  await change(camera.id, { credentials: { ...pair, password: 'new' } })
  assert.equal((await sent(camera)).credentials, null)
  await asks(String(protocolVersion))
  const { boundCredentials: box } = await sent(camera)
  assert.equal((await agent.keys.openBound(box!)).password, 'new')
})
