import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { cameraProbe } from '@nightjar/shared/protocol/commands/camera-probe.ts'
import type { MessageDefinition, PayloadOf } from '@nightjar/shared/protocol/define-message.ts'
import { agentStatus } from '@nightjar/shared/protocol/messages/agent-status.ts'
import { commandResult } from '@nightjar/shared/protocol/messages/command-result.ts'
import { configApplied } from '@nightjar/shared/protocol/messages/config-applied.ts'
import { outboxAck } from '@nightjar/shared/protocol/messages/outbox-ack.ts'
import { recordsAppended } from '@nightjar/shared/protocol/messages/records-appended.ts'
import type { ChainRecord } from '@nightjar/shared/records/chain.ts'
import { eq } from 'drizzle-orm'
import { agentConfigReports } from '../db/schema/agent-config-reports.ts'
import { agentStatus as statusRows } from '../db/schema/agent-status.ts'
import { commands } from '../db/schema/commands.ts'
import { segments } from '../db/schema/segments.ts'
import { transaction } from '../db/transaction.ts'
import { silenceMs } from '../services/agent/record-status.ts'
import { revokeAgent } from '../services/agent/revoke.ts'
import { issueCommand } from '../services/command/issue.ts'
import { type Harness, openHarness } from '../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../testing/mint.ts'
import { type MintedCamera, mintCamera, reportStatus } from '../testing/mint-camera.ts'
import { makeHandlers } from './handlers.ts'
import { makeFakeSession } from './testing/fake-session.ts'

let harness: Harness
let own: MintedOrganisation
let camera: MintedCamera
before(async () => {
  harness = await openHarness()
  own = await mintOrganisation(harness.base)
})
after(() => harness.close())
beforeEach(async () => {
  camera = await mintCamera(harness.base, own)
})

/** The handlers over one connection, and what they told of agents that come and go. */
function link({ isConnected = true } = {}) {
  const fake = makeFakeSession()
  const told: string[] = []
  const handlers = makeHandlers({
    base: harness.base,
    presence: {
      here: id => void told.push(`here ${id}`),
      gone: ({ actor }) => void told.push(`gone ${actor.id}`),
      close: async () => undefined,
    },
    session: () => (isConnected ? fake.session : null),
    heard: async id => void told.push(`heard ${id}`),
  })
  return {
    told,
    acks: () => fake.sent(outboxAck, camera.agentId),
    say: <D extends MessageDefinition>(
      message: D,
      payload: PayloadOf<D>,
      { retained = false, organisationId = own.id } = {},
    ) =>
      handlers
        .find(handler => handler.message.leaf === message.leaf)!
        .handle({ organisationId, agentId: camera.agentId }, payload, retained),
  }
}
const heartbeat = (sentAtMs = harness.clock.wallMs()) => ({
  state: 'online' as const,
  sentAtMs,
  startedAtMs: sentAtMs,
  software: '9.9.9',
  protocol: 2,
  hostname: 'test-agent',
  configVersion: 1,
  cameras: [],
  outboxDepth: 0,
  mirrorBacklog: { segments: 0, bytes: 0, oldestMs: null },
  disk: null,
  loopbackCameras: 'none' as const,
  warnings: [],
})
const batch = (records: readonly ChainRecord[]) => ({
  id: harness.base.ids.next(),
  cameraId: camera.cameraId,
  records: [...records],
})
const configReport = () => ({
  id: harness.base.ids.next(),
  version: 1,
  hash: '0'.repeat(64),
  ok: true,
  error: null,
  cameras: [],
})
const status = async () =>
  (await harness.base.db.select().from(statusRows).where(eq(statusRows.agentId, camera.agentId)))[0]
const storedSegments = async () =>
  (await harness.base.db.select().from(segments).where(eq(segments.cameraId, camera.cameraId))).length
const reports = async () =>
  (await harness.base.db.select().from(agentConfigReports).where(eq(agentConfigReports.agentId, camera.agentId))).length

test('a heartbeat is kept, and its agent is here and was heard', async () => {
  const { say, told } = link()
  await reportStatus(harness.base, camera, { online: false, openSegmentStartMs: null })
  await say(agentStatus, heartbeat())
  assert.deepEqual(told, [`here ${camera.agentId}`, `heard ${camera.agentId}`])
  const row = await status()
  assert.deepEqual([row?.online, row?.report.software], [true, '9.9.9'])
})

test('a will is told to presence and changes nothing by itself', async () => {
  const { say, told } = link()
  await say(agentStatus, { state: 'offline' })
  assert.deepEqual(told, [`gone ${camera.agentId}`])
  assert.equal((await status())?.online, true)
})

test('a status that the broker kept counts while it is fresh, and not once three heartbeats should have followed', async () => {
  const { say, told } = link()
  await reportStatus(harness.base, camera, { online: false, openSegmentStartMs: null })
  const nowMs = harness.clock.wallMs()
  await say(agentStatus, heartbeat(nowMs - silenceMs - 1000), { retained: true })
  await say(agentStatus, heartbeat(nowMs + silenceMs + 5000), { retained: true })
  assert.deepEqual(told, [])
  assert.equal((await status())?.online, false)
  await say(agentStatus, heartbeat(nowMs - silenceMs + 5000), { retained: true })
  assert.equal((await status())?.online, true)
  await reportStatus(harness.base, camera, { online: false, openSegmentStartMs: null })
  await say(agentStatus, heartbeat(nowMs - silenceMs - 1000))
  assert.equal((await status())?.online, true, 'said just now by an agent whose clock is wrong')
})

test('records are acknowledged once they are stored, and again when they come again', async () => {
  const { say, acks } = link()
  const first = batch(camera.chain.recorded(0, 1000))
  await say(recordsAppended, first)
  assert.equal(await storedSegments(), 1)
  await say(recordsAppended, first)
  assert.equal(await storedSegments(), 1)
  const acknowledged = { ids: [first.id], rejected: [] }
  assert.deepEqual(acks(), [acknowledged, acknowledged])
})

test('records with a gap before them are neither stored nor acknowledged, so that the agent sends what is missing', async () => {
  const { say, acks } = link()
  const [first, second] = [batch(camera.chain.recorded(0, 1000)), batch(camera.chain.recorded(1000, 2000))]
  await say(recordsAppended, second)
  assert.deepEqual(acks(), [])
  assert.equal(await storedSegments(), 0)
  await say(recordsAppended, first)
  await say(recordsAppended, second)
  assert.deepEqual(
    acks().flatMap(({ ids }) => ids),
    [first.id, second.id],
  )
})

test('records that can never be stored are said to be rejected, with the reason', async () => {
  const { say, acks } = link()
  const [manifest, entry] = camera.chain.recorded(0, 1000)
  const forged = batch([{ ...manifest, byteLength: manifest.byteLength + 1 }, entry])
  await say(recordsAppended, forged)
  assert.equal(await storedSegments(), 0)
  const [ack] = acks()
  assert.deepEqual([ack?.ids, ack?.rejected.map(({ id }) => id)], [[], [forged.id]])
  assert.match(ack?.rejected[0]?.reason ?? '', /\w+ \w+/)
})

test('records that the agent signed and that cannot be taken are answered as held, whatever form they have', async () => {
  const { say, acks } = link()
  const odd = batch(camera.chain.gap(0, 1000, 'camera-down', 'Ask Bob.'))
  await say(recordsAppended, odd)
  await say(recordsAppended, odd)
  const [first, second] = acks()
  assert.deepEqual([first?.ids, first?.rejected, first?.held?.map(({ id }) => id)], [[], [], [odd.id]])
  assert.doesNotMatch(first?.held?.[0]?.reason ?? '', /Bob/)
  assert.deepEqual(second, first)
})

test('what was stored while the connection was lost is not acknowledged, and no error', async () => {
  const { say, acks } = link({ isConnected: false })
  await say(recordsAppended, batch(camera.chain.recorded(0, 1000)))
  assert.equal(await storedSegments(), 1)
  assert.deepEqual(acks(), [])
})

test('a configuration report is kept and acknowledged; the answer to a command ends its waiting', async () => {
  const { say, acks } = link()
  const report = configReport()
  await say(configApplied, report)
  assert.equal(await reports(), 1)
  assert.deepEqual(acks(), [{ ids: [report.id], rejected: [] }])
  const { id } = await transaction(harness.base, tx =>
    issueCommand(tx, harness.as(own.administrator.actor), {
      agentId: camera.agentId,
      definition: cameraProbe,
      body: { url: 'rtsp://10.0.0.9/1', transport: 'tcp', credentials: null },
    }),
  )
  await say(commandResult, { commandId: id, ok: false, code: 'camera.unreachable', message: 'No.' })
  const [row] = await harness.base.db.select().from(commands).where(eq(commands.id, id))
  assert.notEqual(row?.finishedAtMs, null)
})

for (const [who, make] of [
  ['a revoked agent', async () => void (await revokeAgent(harness.as(own.administrator.actor), camera.agentId))],
  ['an agent on a topic of another organisation', async () => {}],
] as const)
  test(`${who} is not heard, whatever it says`, async () => {
    const { say, told, acks } = link()
    await make()
    const as = who === 'a revoked agent' ? {} : { organisationId: harness.base.ids.next() }
    await say(agentStatus, heartbeat(), as)
    await say(agentStatus, { state: 'offline' }, as)
    await say(recordsAppended, batch(camera.chain.recorded(0, 1000)), as)
    await say(configApplied, configReport(), as)
    assert.deepEqual(told, [])
    assert.deepEqual(acks(), [])
    assert.deepEqual([await storedSegments(), await reports()], [0, 0])
    assert.notEqual((await status())?.report.software, '9.9.9')
  })
