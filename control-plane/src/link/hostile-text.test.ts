import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { cameraProbe } from '@nightjar/shared/protocol/commands/camera-probe.ts'
import { type MessageDefinition, topicOf } from '@nightjar/shared/protocol/define-message.ts'
import { agentStatus } from '@nightjar/shared/protocol/messages/agent-status.ts'
import { commandResult } from '@nightjar/shared/protocol/messages/command-result.ts'
import { configApplied } from '@nightjar/shared/protocol/messages/config-applied.ts'
import { outboxAck } from '@nightjar/shared/protocol/messages/outbox-ack.ts'
import { recordsAppended } from '@nightjar/shared/protocol/messages/records-appended.ts'
import { eq } from 'drizzle-orm'
import { agentConfigReports } from '../db/schema/agent-config-reports.ts'
import { agentStatus as statusRows } from '../db/schema/agent-status.ts'
import { commands } from '../db/schema/commands.ts'
import { transaction } from '../db/transaction.ts'
import { issueCommand } from '../services/command/issue.ts'
import { type Harness, openHarness } from '../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../testing/mint.ts'
import { type MintedCamera, mintCamera } from '../testing/mint-camera.ts'
import { makeHandlers } from './handlers.ts'
import { makeInbound } from './inbound.ts'
import { makeFakeSession } from './testing/fake-session.ts'

/** What a camera may have put into any words: no database of ours keeps NUL or half a character. */
const hostile = ['NUL \0 here', 'first half \ud83d', '\udca9 second half', '\ude00\ud83d the wrong way round']
const kept = ['NUL \ufffd here', 'first half \ufffd', '\ufffd second half', '\ufffd\ufffd the wrong way round']

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

/** The link from the bytes on. */
function link() {
  const fake = makeFakeSession()
  const nothing = async () => undefined
  const inbound = makeInbound(
    makeHandlers({
      base: harness.base,
      presence: { here: () => undefined, gone: () => undefined, close: nothing },
      session: () => fake.session,
      heard: nothing,
    }),
    harness.base.log,
  )
  return {
    acks: () => fake.sent(outboxAck, camera.agentId),
    say: (message: MessageDefinition, payload: object) =>
      inbound({
        topic: topicOf(message, { organisationId: own.id, agentId: camera.agentId }),
        payload: new TextEncoder().encode(JSON.stringify(payload)),
        retained: false,
      }),
  }
}

async function eventually<T>(find: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (let tries = 0; tries < 500; tries++) {
    const found = await find()
    if (found !== undefined) return found
    await harness.clock.sleep(20)
  }
  throw new Error('waited in vain')
}

test('a heartbeat', async () => {
  const nowMs = harness.clock.wallMs()
  link().say(agentStatus, {
    state: 'online',
    sentAtMs: nowMs,
    startedAtMs: nowMs,
    software: '9.9.9',
    protocol: 2,
    hostname: hostile[0],
    configVersion: 1,
    cameras: [],
    outboxDepth: 0,
    mirrorBacklog: { segments: 0, bytes: 0, oldestMs: null },
    disk: null,
    loopbackCameras: 'none',
    warnings: hostile,
  })
  const report = await eventually(async () => {
    const [row] = await harness.base.db.select().from(statusRows).where(eq(statusRows.agentId, camera.agentId))
    return row?.report.software === '9.9.9' ? row.report : undefined
  })
  assert.deepEqual([report.hostname, report.warnings], [kept[0], kept])
})

test('a report of a configuration, which is acknowledged', async () => {
  const { say, acks } = link()
  const id = harness.base.ids.next()
  const cameras = hostile.map(error => ({ cameraId: camera.cameraId, ok: false, error }))
  say(configApplied, { id, version: 1, hash: '0'.repeat(64), ok: false, error: hostile[1], cameras })
  assert.deepEqual(await eventually(() => acks()[0]), { ids: [id], rejected: [] })
  const [row] = await harness.base.db
    .select()
    .from(agentConfigReports)
    .where(eq(agentConfigReports.agentId, camera.agentId))
  assert.equal(row?.report.error, kept[1])
  assert.deepEqual(
    row?.report.cameras.map(({ error }) => error),
    kept,
  )
})

const facts = { codec: 'h264', width: 640, height: 360, frameRate: 25, audio: null } as const
const answers = {
  'a command that failed': { ok: false, code: 'camera.unreachable', message: hostile.join() },
  'a command that was carried out': {
    ok: true,
    verb: 'camera.probe',
    result: { facts: { ...facts, codecString: hostile[0] }, measuredFrameRate: 25, picture: false },
  },
}
for (const [what, answer] of Object.entries(answers))
  test(`the answer to ${what}`, async () => {
    const { id: commandId } = await transaction(harness.base, tx =>
      issueCommand(tx, harness.as(own.administrator.actor), {
        agentId: camera.agentId,
        definition: cameraProbe,
        body: { url: 'rtsp://10.0.0.9/1', transport: 'tcp', credentials: null },
      }),
    )
    link().say(commandResult, { commandId, ...answer })
    const result = await eventually(async () => {
      const [row] = await harness.base.db.select().from(commands).where(eq(commands.id, commandId))
      return row?.result ?? undefined
    })
    assert.equal(result.ok, answer.ok)
    assert.equal(result.ok ? JSON.stringify(result).includes(kept[0]!) : result.message === kept.join(), true)
  })

test('records, whose signature then does not hold: refused with a reason, and not asked for again', async () => {
  const { say, acks } = link()
  for (const [index, cause] of hostile.entries()) {
    const id = harness.base.ids.next()
    const records = camera.chain.restart().gap(index * 1000, index * 1000 + 1000, 'camera-down', cause)
    say(recordsAppended, { id, cameraId: camera.cameraId, records })
    const ack = await eventually(() => acks()[index])
    assert.deepEqual([ack.ids, ack.rejected.map(rejected => rejected.id)], [[], [id]])
    assert.notEqual(ack.rejected[0]?.reason, '')
  }
})
