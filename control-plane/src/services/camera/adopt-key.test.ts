import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Camera } from '@nightjar/shared/api/camera.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { protocolVersion } from '@nightjar/shared/protocol/version.ts'
import { and, asc, desc, eq } from 'drizzle-orm'
import { agentConfigs } from '../../db/schema/agent-configs.ts'
import { auditEntries } from '../../db/schema/audit-entries.ts'
import { type EnrolledAgent, enrolAnAgent } from '../../testing/enrolled-agent.ts'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../../testing/mint.ts'
import { reportStatus } from '../../testing/mint-camera.ts'
import { publishConfig } from '../config/publish-config.ts'
import { adoptKey } from './adopt-key.ts'
import { createCamera } from './create.ts'
import { getCamera } from './get.ts'
import { updateCamera } from './update.ts'

const first = `${'A'.repeat(43)}=`
const second = `${'B'.repeat(43)}=`
const url = 'rtsps://10.0.0.5/1'

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
const add = (input: object) => createCamera(admin(), { name: 'Yard', url, ...input })
const change = (id: string, patch: object) => updateCamera(admin(), id, patch, null)
const adopt = ({ id, streams }: Camera, tlsPin: string, replaces: string | null, as = admin()) =>
  adoptKey(as, id, { streamId: streams[0]!.id, tlsPin, replaces })
const hasCode = (code: string, pointer?: string) => (error: unknown) =>
  error instanceof AppError && error.code === code && (!pointer || error.fields[0]?.pointer === pointer)
const pins = ({ streams }: Camera) => streams.map(({ tlsPin }) => tlsPin)

/** What the agent is told of the camera, as one of that protocol. */
async function told(cameraId: string, protocol: number) {
  await reportStatus(
    harness.base,
    { actor: agent.actor, cameraId },
    { online: true, openSegmentStartMs: null, protocol },
  )
  await harness.base.db.transaction(tx => publishConfig(tx, harness.base, agent.identity.agentId))
  const [row] = await harness.base.db
    .select()
    .from(agentConfigs)
    .where(eq(agentConfigs.agentId, agent.identity.agentId))
    .orderBy(desc(agentConfigs.version))
  return row!.document.config.cameras.find(camera => camera.cameraId === cameraId)!
}
const keyAudit = async (cameraId: string) => {
  const rows = await harness.base.db
    .select({ facts: auditEntries.facts })
    .from(auditEntries)
    .where(and(eq(auditEntries.subjectId, cameraId), eq(auditEntries.action, 'camera.adopted')))
    .orderBy(asc(auditEntries.sequence))
  return rows.map(({ facts }) => facts)
}

test('an adopted key is stored for its host and port, told to the agent signed, and in the audit log', async () => {
  const camera = await add({ tlsPin: `sha256/${first}`, liveUrl: 'rtsps://10.0.0.5/2' })
  assert.deepEqual(pins(camera), [`sha256/${first}`, `sha256/${first}`])
  const { tlsPins } = await told(camera.id, protocolVersion)
  assert.deepEqual(
    tlsPins,
    camera.streams.map(({ id }) => ({ streamId: id, spkiSha256: first })),
  )
  assert.deepEqual(await keyAudit(camera.id), [{ endpoint: '10.0.0.5:322', before: null, after: `sha256/${first}` }])
})

test('another key is adopted only by who names the one that it replaces', async () => {
  const camera = await add({ tlsPin: first })
  await assert.rejects(adopt(camera, second, null), hasCode('resource.conflict'))
  await assert.rejects(adopt(camera, second, second), hasCode('resource.conflict'))
  const changed = await adopt(camera, second, first)
  assert.deepEqual(pins(changed), [`sha256/${second}`])
  assert.equal(changed.version, camera.version + 1)
  assert.equal((await told(camera.id, protocolVersion)).tlsPins?.[0]?.spkiSha256, second)
  const facts = await keyAudit(camera.id)
  assert.deepEqual(facts.at(-1), { endpoint: '10.0.0.5:322', before: `sha256/${first}`, after: `sha256/${second}` })
})

test('a key stays with its host and port, and goes with them', async () => {
  const camera = await add({ tlsPin: first })
  assert.deepEqual(pins(await change(camera.id, { url: 'rtsps://10.0.0.5:322/other' })), [`sha256/${first}`])
  assert.deepEqual(pins(await change(camera.id, { liveUrl: 'rtsps://10.0.0.5:80/2' })), [`sha256/${first}`, null])
  assert.deepEqual(pins(await change(camera.id, { liveUrl: null, url: 'rtsps://10.0.0.6/1' })), [null])
  assert.deepEqual(pins(await change(camera.id, { tlsPin: second })), [`sha256/${second}`])
  assert.deepEqual(pins(await change(camera.id, { tlsPin: null })), [null])
  assert.deepEqual(
    (await keyAudit(camera.id)).map(facts => (facts as { after: string | null }).after),
    [`sha256/${first}`, `sha256/${second}`, null],
  )
})

test('a key without encryption, and what is no fingerprint, are refused at their field', async () => {
  await assert.rejects(add({ url: 'rtsp://10.0.0.5/1', tlsPin: first }), hasCode('camera.source-refused', '/tlsPin'))
  await assert.rejects(add({ tlsPin: 'aa:bb' }), hasCode('input.invalid', '/tlsPin'))
  const plain = await add({ url: 'rtsp://10.0.0.5/1' })
  await assert.rejects(adopt(plain, first, null), hasCode('camera.source-refused', '/streamId'))
})

test('a viewer adopts nothing, sees no fingerprint and no address in the reason', async () => {
  const camera = await add({ tlsPin: first })
  await assert.rejects(adopt(camera, second, first, harness.as(own.viewer.actor)), hasCode('auth.forbidden'))
  const certificate = { spkiSha256: second, subject: 'CN=camera', validFromMs: 0, validToMs: null }
  const waiting = {
    streamId: camera.streams[0]!.id,
    state: 'waiting' as const,
    reason: 'camera.identity-changed',
    message: 'It sends us to rtsp://10.0.0.9.',
    certificate,
    retryAtMs: null,
    lastPictureAtMs: null,
    facts: null,
    bitsPerSecond: null,
  }
  const of = { actor: agent.actor, cameraId: camera.id }
  await reportStatus(harness.base, of, { online: true, openSegmentStartMs: null, streams: [waiting] })
  const [shown] = (await getCamera(admin(), camera.id)).streams
  assert.deepEqual(shown?.shown, {
    fingerprint: `sha256/${second}`,
    subject: 'CN=camera',
    validFrom: '1970-01-01T00:00:00.000Z',
    validTo: null,
  })
  assert.equal(shown?.reasonText, 'The identity of the camera changed. It sends us to rtsp://10.0.0.9.')
  const [seen] = (await getCamera(harness.as(own.viewer.actor), camera.id)).streams
  assert.deepEqual([seen?.tlsPin, seen?.shown], [null, null])
  assert.ok(!seen?.reasonText?.includes('10.0.0.9'))
})

test('a new camera chooses its transport itself; its agent is told so, and TCP where it is too old to choose', async () => {
  const camera = await add({ url: 'rtsp://10.0.0.5/1' })
  assert.equal(camera.streams[0]?.transport, 'auto')
  const now = await told(camera.id, protocolVersion)
  assert.deepEqual([now.transport, now.streams[0]?.transport], ['auto', 'tcp'])
  const old = await told(camera.id, 4)
  assert.deepEqual(['transport' in old, 'tlsPins' in old, old.streams[0]?.transport], [false, false, 'tcp'])
  const fixed = await change(camera.id, { transport: 'udp' })
  assert.equal(fixed.streams[0]?.transport, 'udp')
  assert.deepEqual(
    [
      (await told(camera.id, protocolVersion)).transport,
      (await told(camera.id, protocolVersion)).streams[0]?.transport,
    ],
    [null, 'udp'],
  )
})
