import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Camera } from '@nightjar/shared/api/camera.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { protocolVersion } from '@nightjar/shared/protocol/version.ts'
import { and, count, eq, inArray } from 'drizzle-orm'
import { agentConfigs } from '../../db/schema/agent-configs.ts'
import { auditEntries } from '../../db/schema/audit-entries.ts'
import { type EnrolledAgent, enrolAnAgent } from '../../testing/enrolled-agent.ts'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../../testing/mint.ts'
import { reportStatus } from '../../testing/mint-camera.ts'
import { mintMember } from '../../testing/mint-grants.ts'
import { publishConfig } from '../config/publish-config.ts'
import { adoptKey } from './adopt-key.ts'
import { adoptKeys } from './adopt-keys.ts'
import { createCamera } from './create.ts'
import { getCamera } from './get.ts'

const [first, second] = ['A', 'B'].map(letter => `sha256/${letter.repeat(43)}=`) as [string, string]

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
const add = (channel: number, host = '10.0.0.5', of = agent) =>
  createCamera(admin(), {
    name: `Channel ${channel}`,
    url: `rtsps://${host}/${channel}`,
    ...(host === '10.0.0.5' && { liveUrl: `rtsps://${host}:322/${channel}/small` }),
    agentId: of.identity.agentId,
  })
const place = ({ id, streams }: Camera, replaces: string | null = null) => ({
  cameraId: id,
  streamId: streams[0]!.id,
  replaces,
})
const fails = (code: string, pointer?: string) => (error: unknown) =>
  error instanceof AppError && error.code === code && (!pointer || error.fields[0]?.pointer === pointer)
const pinsNow = async (cameras: readonly Camera[]) => {
  const now = await Promise.all(cameras.map(({ id }) => getCamera(admin(), id)))
  return now.map(({ streams }) => streams.map(({ tlsPin }) => tlsPin))
}
const versions = async () => {
  const of = eq(agentConfigs.agentId, agent.identity.agentId)
  return (await harness.base.db.select({ n: count() }).from(agentConfigs).where(of))[0]!.n
}

test('one decision is for all channels of a recorder: one configuration, and an audit entry for each', async () => {
  const channels = [await add(1), await add(2), await add(3)]
  const of = { actor: agent.actor, cameraId: channels[0]!.id }
  await reportStatus(harness.base, of, { online: true, openSegmentStartMs: null, protocol: protocolVersion })
  await harness.base.db.transaction(tx => publishConfig(tx, harness.base, agent.identity.agentId))
  const before = await versions()
  const adopted = await adoptKeys(admin(), { tlsPin: first, cameras: channels.map(camera => place(camera)) })
  assert.deepEqual(
    adopted.map(({ id, streams }) => [id, streams.map(({ tlsPin }) => tlsPin)]),
    channels.map(({ id }) => [id, [first, first]]),
  )
  assert.equal((await versions()) - before, 1)
  const rows = await harness.base.db
    .select({ subject: auditEntries.subjectId, facts: auditEntries.facts })
    .from(auditEntries)
    .where(
      and(
        eq(auditEntries.action, 'camera.adopted'),
        inArray(
          auditEntries.subjectId,
          channels.map(({ id }) => id),
        ),
      ),
    )
    .orderBy(auditEntries.sequence)
  const facts = { endpoint: '10.0.0.5:322', before: null, after: first }
  assert.deepEqual(
    rows,
    channels.map(({ id: subject }) => ({ subject, facts })),
  )
})

test('where one of them has another key meanwhile none is adopted, and it is named', async () => {
  const channels = [await add(4), await add(5)]
  const cameras = channels.map(camera => place(camera))
  await adoptKey(admin(), channels[1]!.id, { streamId: channels[1]!.streams[0]!.id, tlsPin: second, replaces: null })
  await assert.rejects(adoptKeys(admin(), { tlsPin: first, cameras }), (error: AppError) => {
    assert.match(error.publicMessage, /Channel 5 was changed meanwhile\. No key was adopted\./)
    return fails('resource.conflict', '/cameras/1/replaces')(error)
  })
  assert.deepEqual(await pinsNow(channels), [
    [null, null],
    [second, second],
  ])
})

test('a camera at another agent, host or port, one without encryption and one named twice are refused', async () => {
  const channel = await add(6)
  const other = await enrolAnAgent(harness, own)
  const apart = [await add(7, '10.0.0.6'), await add(8, '10.0.0.5:9322'), await add(9, '10.0.0.5', other)]
  const adopt = (...cameras: Camera[]) => adoptKeys(admin(), { tlsPin: first, cameras: cameras.map(one => place(one)) })
  for (const camera of apart) await assert.rejects(adopt(channel, camera), fails('camera.source-refused', '/cameras/1'))
  const plain = await createCamera(admin(), {
    name: 'Plain',
    url: 'rtsp://10.0.0.5/1',
    agentId: agent.identity.agentId,
  })
  await assert.rejects(adopt(channel, plain), fails('camera.source-refused', '/cameras/1/streamId'))
  await assert.rejects(adopt(channel, channel), fails('input.invalid', '/cameras'))
  assert.deepEqual(await pinsNow([channel]), [[null, null]])
})

test('the right to each of them is needed', async () => {
  const channels = [await add(10), await add(11)]
  const cameras = channels.map(camera => place(camera))
  const adopt = async (...ids: string[]) => {
    const held = ids.map(id => ({
      permissions: ['camera.manage', 'camera.read'] as const,
      scope: { kind: 'camera' as const, id },
    }))
    return adoptKeys(harness.as((await mintMember(harness.base, own.id, ...held)).actor), { tlsPin: first, cameras })
  }
  await assert.rejects(adopt(), fails('auth.forbidden'))
  await assert.rejects(adopt(channels[0]!.id), fails('auth.forbidden'))
  assert.equal((await adopt(...channels.map(({ id }) => id))).length, 2)
  const stranger = await mintOrganisation(harness.base)
  await assert.rejects(
    adoptKeys(harness.as(stranger.administrator.actor), { tlsPin: first, cameras }),
    fails('resource.not-found'),
  )
})
