import assert from 'node:assert/strict'
import { createHash, verify } from 'node:crypto'
import { after, before, test } from 'node:test'
import type { Camera } from '@nightjar/shared/api/camera.ts'
import { canonicalBytes } from '@nightjar/shared/domain/canonical-json.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { type SignedConfig, signedConfigSchema } from '@nightjar/shared/protocol/config/document.ts'
import { protocolVersion } from '@nightjar/shared/protocol/version.ts'
import { chainStart } from '@nightjar/shared/records/chain.ts'
import { and, asc, eq } from 'drizzle-orm'
import { agentConfigs } from '../../db/schema/agent-configs.ts'
import { auditEntries } from '../../db/schema/audit-entries.ts'
import { cameras } from '../../db/schema/cameras.ts'
import { publicKeyFromRaw } from '../../keys/ed25519.ts'
import { cliActor } from '../../policy/actor.ts'
import { type EnrolledAgent, enrolAnAgent } from '../../testing/enrolled-agent.ts'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../../testing/mint.ts'
import { reportStatus } from '../../testing/mint-camera.ts'
import { recordHeartbeat } from '../agent/record-status.ts'
import { createCamera } from './create.ts'
import { deleteCamera } from './delete.ts'
import { getCamera } from './get.ts'
import { listCameras } from './list.ts'
import { updateCamera } from './update.ts'

const canary = 'Can4ry-Passw0rd'

let harness: Harness
let own: MintedOrganisation
let foreign: MintedOrganisation
let agent: EnrolledAgent

before(async () => {
  harness = await openHarness()
  own = await mintOrganisation(harness.base)
  foreign = await mintOrganisation(harness.base)
  agent = await enrolAnAgent(harness, own)
  await reports({})
})
after(() => harness.close())

const admin = () => harness.as(own.administrator.actor)
const add = (input: object, context = admin()): Promise<Camera> =>
  createCamera(context, { name: 'Yard', url: 'rtsp://10.0.0.5/1', ...input })
const change = (id: string, patch: object, version: number | null = null) => updateCamera(admin(), id, patch, version)
const hasCode = (code: string, pointer?: string) => (error: unknown) =>
  error instanceof AppError && error.code === code && (!pointer || error.fields[0]?.pointer === pointer)
const count = async () => (await harness.base.db.select().from(cameras)).length
const configs = (): Promise<SignedConfig[]> =>
  harness.base.db
    .select()
    .from(agentConfigs)
    .where(eq(agentConfigs.agentId, agent.identity.agentId))
    .orderBy(asc(agentConfigs.version))
    .then(rows => rows.map(row => row.document))
const newest = async () => (await configs()).at(-1)!
const boxOf = async ({ id }: Camera) =>
  (await newest()).config.cameras.find(({ cameraId }) => cameraId === id)!.boundCredentials!
const opened = async (camera: Camera) => agent.keys.openBound(await boxOf(camera))
const auditOf = (subjectId: string) =>
  harness.base.db
    .select()
    .from(auditEntries)
    .where(and(eq(auditEntries.organisationId, own.id), eq(auditEntries.subjectId, subjectId)))
    .orderBy(asc(auditEntries.sequence))

test('a password in the address ends up sealed to the agent and nowhere else (R75, R79)', async () => {
  const camera = await add({ url: `rtsp://admin:${encodeURIComponent(`${canary}/@`)}@10.0.0.5/1` })
  assert.equal(camera.streams[0]?.url, 'rtsp://10.0.0.5/1')
  assert.ok(camera.hasCredentials)
  const signed = await newest()
  assert.deepEqual(await opened(camera), { username: 'admin', password: `${canary}/@` })
  const rows = await harness.base.db.select().from(cameras)
  const everything = JSON.stringify([camera, signed, rows, await auditOf(camera.id)]) + harness.logLines.join('')
  assert.ok(!everything.includes(canary))
  assert.ok(!everything.includes(encodeURIComponent(`${canary}/@`)))
})

test('fields win over the address, and both streams share one password', async () => {
  const camera = await add({ url: 'rtsp://a:b@10.0.0.5/1', username: 'c', password: 'd' })
  assert.deepEqual(await opened(camera), { username: 'c', password: 'd' })
  await assert.rejects(
    add({ url: 'rtsp://a:b@10.0.0.5/1', liveUrl: 'rtsp://x:y@10.0.0.5/2' }),
    hasCode('camera.source-refused', '/liveUrl'),
  )
})

test('a refused address saves nothing and names the field', async () => {
  const before = await count()
  await assert.rejects(add({ url: 'file:///etc/passwd' }), hasCode('camera.source-refused', '/url'))
  await assert.rejects(add({ url: 'rtsp://127.0.0.1/1' }), hasCode('camera.source-refused', '/url'))
  await assert.rejects(add({ liveUrl: 'rtsp://169.254.169.254/1' }), hasCode('camera.source-refused', '/liveUrl'))
  await assert.rejects(add({ name: ' ' }), hasCode('input.invalid', '/name'))
  assert.equal(await count(), before)
})

test('every change makes one newer version, signed by a trusted key and chained to the one before', async () => {
  const camera = await add({ name: 'Gate' })
  await change(camera.id, { name: 'Gate 2' })
  await change(camera.id, { name: 'Gate 2' })
  await change(camera.id, { recording: { segmentSeconds: 30 } })
  const all = await configs()
  let previousHash = chainStart
  for (const [index, signed] of all.entries()) {
    const { config, keyId, signature } = signedConfigSchema.parse(signed)
    assert.equal(config.version, index + 1)
    assert.equal(config.previousHash, previousHash)
    const key = publicKeyFromRaw(agent.identity.configKeys[keyId]!)
    assert.ok(verify(null, canonicalBytes(config), key, Buffer.from(signature, 'base64url')))
    previousHash = createHash('sha256').update(canonicalBytes(config)).digest('hex')
  }
  const last = all.at(-1)!.config.cameras.find(entry => entry.cameraId === camera.id)!
  assert.equal(last.name, 'Gate 2')
  assert.equal(last.recording.segmentSeconds, 30)
  assert.deepEqual(
    (await auditOf(camera.id)).map(entry => entry.action),
    ['camera.created', 'camera.updated', 'camera.updated', 'camera.updated'],
  )
})

test('the agent fetches its configuration by hash, and is told when there is nothing new', async () => {
  const { accessToken: bearer } = await agent.token()
  const first = await harness.request('GET', '/api/v1/agents/config', { bearer })
  assert.equal(first.status, 200)
  const etag = first.headers.get('etag')!
  const signed = signedConfigSchema.parse(await first.json())
  assert.equal(etag, `"${createHash('sha256').update(canonicalBytes(signed.config)).digest('hex')}"`)
  const again = await harness.request('GET', '/api/v1/agents/config', { bearer, headers: { 'if-none-match': etag } })
  assert.equal(again.status, 304)
  await add({ name: 'New' })
  const newer = await harness.request('GET', '/api/v1/agents/config', { bearer, headers: { 'if-none-match': etag } })
  assert.equal(newer.status, 200)
})

test('two administrators at once: the slower one is told (If-Match)', async () => {
  const camera = await add({})
  const changed = await change(camera.id, { name: 'First' }, camera.version)
  assert.equal(changed.version, camera.version + 1)
  await assert.rejects(change(camera.id, { name: 'Second' }, camera.version), hasCode('resource.conflict'))
  assert.equal((await getCamera(admin(), camera.id)).name, 'First')
})

test('a stored password is not sent to another host than it was entered for', async () => {
  const camera = await add({ username: 'admin', password: canary })
  await assert.rejects(
    change(camera.id, { url: 'rtsp://10.0.0.66/1' }),
    hasCode('camera.source-refused', '/credentials'),
  )
  await assert.rejects(
    change(camera.id, { liveUrl: 'rtsp://10.0.0.66/1' }),
    hasCode('camera.source-refused', '/credentials'),
  )
  assert.ok((await change(camera.id, { url: 'rtsp://10.0.0.5/other' })).hasCredentials, 'the same host')
  const credentials = { username: 'admin', password: 'new' }
  assert.ok((await change(camera.id, { url: 'rtsp://10.0.0.66/1', credentials })).hasCredentials)
  assert.ok(!(await change(camera.id, { credentials: null })).hasCredentials)
})

test('a password that was entered for an encrypted address does not go out without encryption', async () => {
  const camera = await add({ url: 'rtsps://10.0.0.5/1', username: 'admin', password: canary })
  for (const url of ['rtsp://10.0.0.5/1', 'rtsp://10.0.0.5:322/1'])
    await assert.rejects(change(camera.id, { url }), hasCode('camera.source-refused', '/credentials'))
  await assert.rejects(change(camera.id, { liveUrl: 'rtsp://10.0.0.5/2' }), hasCode('camera.source-refused'))
  const plain = await add({ url: 'rtsp://10.0.0.5/1', username: 'admin', password: canary })
  await assert.rejects(change(plain.id, { url: 'rtsps://10.0.0.5/1' }), hasCode('camera.source-refused'), 'port 322')
  assert.ok((await change(plain.id, { url: 'rtsps://10.0.0.5:554/1' })).hasCredentials, 'encryption may be added')
})

test('the smaller stream comes and goes; the main one keeps its id', async () => {
  const camera = await add({})
  assert.deepEqual(camera.streams[0]?.roles, ['record', 'detect', 'live'])
  const two = await change(camera.id, { liveUrl: 'rtsp://10.0.0.5/2' })
  assert.deepEqual(
    two.streams.map(stream => stream.roles),
    [['record', 'detect'], ['live']],
  )
  assert.equal(two.streams[0]?.id, camera.streams[0]?.id)
  const one = await change(camera.id, { liveUrl: null })
  assert.deepEqual(one.streams, camera.streams)
})

test('a viewer sees cameras without addresses and changes nothing', async () => {
  const camera = await add({})
  const viewer = harness.as(own.viewer.actor)
  assert.ok((await listCameras(viewer)).every(entry => entry.streams.every(stream => stream.url === null)))
  assert.equal((await getCamera(viewer, camera.id)).streams[0]?.url, null)
  await assert.rejects(add({}, viewer), hasCode('auth.forbidden'))
  await assert.rejects(updateCamera(viewer, camera.id, {}, null), hasCode('auth.forbidden'))
  await assert.rejects(deleteCamera(viewer, camera.id), hasCode('auth.forbidden'))
})

test('a camera of another organisation is not there', async () => {
  const camera = await add({})
  const stranger = harness.as(foreign.administrator.actor)
  await assert.rejects(getCamera(stranger, camera.id), hasCode('resource.not-found'))
  await assert.rejects(updateCamera(stranger, camera.id, { name: 'x' }, null), hasCode('resource.not-found'))
  await assert.rejects(deleteCamera(stranger, camera.id), hasCode('resource.not-found'))
  assert.deepEqual(await listCameras(stranger), [])
  await assert.rejects(
    createCamera(stranger, { name: 'x', url: 'rtsp://10.0.0.1/', agentId: agent.identity.agentId }),
    hasCode('input.invalid', '/agentId'),
  )
})

test('a deleted camera is gone from the lists and from the agent', async () => {
  const camera = await add({ username: 'a', password: 'b' })
  await deleteCamera(admin(), camera.id)
  await assert.rejects(getCamera(admin(), camera.id), hasCode('resource.not-found'))
  assert.ok(!(await newest()).config.cameras.some(entry => entry.cameraId === camera.id))
  assert.equal((await auditOf(camera.id)).at(-1)?.action, 'camera.deleted')
  const [row] = await harness.base.db.select().from(cameras).where(eq(cameras.id, camera.id))
  assert.equal(row?.credentials, null)
})

test('a camera on the agent host needs the agent to have been started for it; the listed ones are for the command line', async () => {
  const status = { actor: agent.actor, cameraId: harness.base.ids.next() }
  await reportStatus(harness.base, status, { online: true, openSegmentStartMs: null })
  const cli = harness.as(cliActor('cli', own.id))
  const demo = { url: 'rtsp://127.0.0.1:18554/a' }
  await assert.rejects(add(demo), hasCode('camera.source-refused'))
  await assert.rejects(createCamera(cli, { name: 'a', ...demo }), hasCode('camera.source-refused'))
  await allowLoopback(['127.0.0.1:18554'])
  await assert.rejects(add(demo), hasCode('camera.source-refused'), 'not for a person')
  assert.ok(await createCamera(cli, { name: 'a', ...demo }))
  await allowLoopback('any')
  assert.ok(await add(demo))
})

const allowLoopback = (loopbackCameras: 'any' | string[]) => reports({ loopbackCameras })

async function reports(more: { loopbackCameras?: 'any' | string[]; protocol?: number }): Promise<void> {
  const nowMs = harness.clock.wallMs()
  await recordHeartbeat(harness.as(agent.actor), {
    state: 'online',
    sentAtMs: nowMs,
    startedAtMs: nowMs,
    software: '0.1.0',
    protocol: protocolVersion,
    hostname: 'test-host',
    configVersion: 1,
    cameras: [],
    outboxDepth: 0,
    mirrorBacklog: { segments: 0, bytes: 0, oldestMs: null },
    disk: null,
    loopbackCameras: 'none',
    warnings: [],
    ...more,
  })
}

test('with two agents the camera must name one', async () => {
  await enrolAnAgent(harness, own)
  await assert.rejects(add({}), hasCode('input.invalid', '/agentId'))
  assert.equal((await add({ agentId: agent.identity.agentId })).agentId, agent.identity.agentId)
})
