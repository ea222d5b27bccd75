import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { CommandResult } from '@nightjar/shared/protocol/messages/command-result.ts'
import { protocolVersion } from '@nightjar/shared/protocol/version.ts'
import { and, eq, gt, isNull } from 'drizzle-orm'
import { auditEntries } from '../../db/schema/audit-entries.ts'
import { commands } from '../../db/schema/commands.ts'
import { problemOf } from '../../middleware/problem.ts'
import { type EnrolledAgent, enrolAnAgent } from '../../testing/enrolled-agent.ts'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../../testing/mint.ts'
import { reportStatus } from '../../testing/mint-camera.ts'
import { recordResult } from '../command/record-result.ts'
import { makeRunCommand } from '../command/run-command.ts'
import { storePicture } from '../command/store-picture.ts'
import { tidyCommands } from '../command/tidy.ts'
import { probeCamera } from './probe.ts'

const jpeg = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3])
const facts = {
  codec: 'h264',
  codecString: 'avc1.64001f',
  width: 640,
  height: 360,
  frameRate: 25,
  audio: null,
} as const

let harness: Harness
let own: MintedOrganisation
let agent: EnrolledAgent

before(async () => {
  harness = await openHarness()
  own = await mintOrganisation(harness.base)
  agent = await enrolAnAgent(harness, own)
})
after(() => harness.close())

const hasCode = (code: string) => (error: unknown) => error instanceof AppError && error.code === code
const online = (is: boolean, protocol = 1) =>
  reportStatus(
    harness.base,
    { actor: agent.actor, cameraId: harness.base.ids.next() },
    { online: is, openSegmentStartMs: null, protocol },
  )
const run = () => makeRunCommand(harness.parts.commandResults)
const probe = (url = 'rtsp://admin:Can4ry@10.0.0.5/1') =>
  probeCamera(harness.as(own.administrator.actor), { url }, run())

async function openCommand(): Promise<typeof commands.$inferSelect> {
  for (;;) {
    const [row] = await harness.base.db
      .select()
      .from(commands)
      .where(and(isNull(commands.finishedAtMs), gt(commands.deadlineMs, harness.clock.wallMs())))
    if (row) return row
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}
const answer = (result: CommandResult) => recordResult(harness.as(agent.actor), result)

test('a probe answers what the agent found, with its picture; nothing in it says the password', async () => {
  await online(true)
  const asked = probe()
  const command = await openCommand()
  assert.equal(command.body.verb === 'camera.probe' && command.body.url, 'rtsp://10.0.0.5/1')
  const { accessToken: bearer } = await agent.token()
  const put = (body: Uint8Array) =>
    harness.request('PUT', `/api/v1/agents/pictures/${command.id}`, {
      bearer,
      body,
      headers: { 'content-type': 'image/jpeg' },
    } as never)
  assert.equal((await put(jpeg)).status, 204)
  await answer({
    verb: 'camera.probe',
    commandId: command.id,
    ok: true,
    result: { facts, measuredFrameRate: 24.9, picture: true },
  })
  assert.deepEqual(await asked, {
    facts,
    measuredFrameRate: 24.9,
    picture: { contentType: 'image/jpeg', base64: Buffer.from(jpeg).toString('base64') },
    warnings: [],
    url: 'rtsp://10.0.0.5/1',
    transport: null,
    certificate: null,
  })
  const audit = await harness.base.db.select().from(auditEntries).where(eq(auditEntries.action, 'camera.probed'))
  assert.equal(audit[0]?.actorId, own.administrator.actor.id)
  assert.ok(!(JSON.stringify([command, audit]) + harness.logLines.join('')).includes('Can4ry'))
})

test('a secret in the path goes sealed, and what only looks like one is said before anything is saved', async () => {
  await online(true, protocolVersion)
  const asked = probe('rtsp://10.0.0.5/live?user=admin&pwd=Can4ry&token=abc')
  const command = await openCommand()
  const { body } = command
  assert.ok(body.verb === 'camera.probe' && body.credentials)
  assert.equal(body.url, 'rtsp://10.0.0.5/live?user={username}&pwd={password}&token=abc')
  assert.deepEqual(await agent.keys.open(body.credentials, body.url), { username: 'admin', password: 'Can4ry' })
  await assert.rejects(agent.keys.open(body.credentials, 'rtsp://10.0.0.5/live?pwd={password}'), 'another place for it')
  const result = { facts, measuredFrameRate: null, picture: false }
  await answer({ verb: 'camera.probe', commandId: command.id, ok: true, result })
  assert.match((await asked).warnings.join(), /^"token" in the address looks like a secret/)
  assert.ok(!(JSON.stringify(command) + harness.logLines.join('')).includes('Can4ry'))
  await online(true, 3)
  await assert.rejects(probe('rtsp://10.0.0.5/live?user=admin&pwd=Can4ry'), /update the agent first/)
})

test('what the agent says went wrong reaches the person, as the code and sentence of the camera', async () => {
  await online(true)
  const asked = probe()
  const command = await openCommand()
  const rejected = assert.rejects(asked, hasCode('camera.auth-refused'))
  await answer({ commandId: command.id, ok: false, code: 'camera.auth-refused', message: 'The camera said no.' })
  await rejected
})

test('a probe chooses its transport unless told, takes a key, and says what the camera shows', async () => {
  await online(true)
  const certificate = { spkiSha256: `${'A'.repeat(43)}=`, subject: 'CN=camera', validFromMs: 0, validToMs: 1000 }
  const input = { url: 'rtsps://10.0.0.5/1', tlsPin: `sha256/${certificate.spkiSha256}` }
  const ask = () => probeCamera(harness.as(own.administrator.actor), input, run())
  const refused = assert.rejects(ask(), error => {
    assert.ok(error instanceof AppError)
    assert.deepEqual(error.certificate, certificate)
    const { certificate: shown } = problemOf(error, 'r')
    assert.deepEqual([shown?.fingerprint, shown?.validTo], [input.tlsPin, '1970-01-01T00:00:01.000Z'])
    return error.code === 'camera.untrusted'
  })
  const first = await openCommand()
  const { verb: _, credentials: __, ...body } = first.body as Record<string, unknown>
  assert.deepEqual(body, { url: input.url, transport: 'tcp', automatic: true, tlsPin: certificate.spkiSha256 })
  await answer({ commandId: first.id, ok: false, code: 'camera.untrusted', message: 'No.', certificate })
  await refused
  const asked = ask()
  const { id: commandId } = await openCommand()
  const transport = { over: 'udp', because: 'tcp-refused' } as const
  const result = { facts, measuredFrameRate: null, picture: false, transport, certificate }
  await answer({ verb: 'camera.probe', commandId, ok: true, result })
  const reply = await asked
  assert.deepEqual([reply.transport, reply.certificate?.subject], [transport, 'CN=camera'])
})

test('an agent that is away is said to be away at once; one that does not answer, at the deadline', async () => {
  await online(false)
  await assert.rejects(probe(), hasCode('agent.offline'))
  await online(true)
  const rejected = assert.rejects(probe(), hasCode('agent.timeout'))
  const command = await openCommand()
  harness.clock.advance(30_000)
  await rejected
  await answer({ commandId: command.id, ok: false, code: 'camera.timeout', message: 'late' })
})

test('a picture is taken only as JPEG, from the agent that was asked, while it is being asked', async () => {
  await online(true)
  const other = await enrolAnAgent(harness, own)
  const rejected = assert.rejects(
    probeCamera(
      harness.as(own.administrator.actor),
      { url: 'rtsp://10.0.0.5/1', agentId: agent.identity.agentId },
      run(),
    ),
    hasCode('agent.timeout'),
  )
  const { id } = await openCommand()
  await assert.rejects(storePicture(harness.as(other.actor), id, jpeg), hasCode('resource.not-found'))
  await assert.rejects(storePicture(harness.as(agent.actor), id, new Uint8Array([1, 2, 3])), hasCode('input.invalid'))
  const large = new Uint8Array(1024 * 1024 + 1)
  large.set(jpeg)
  await assert.rejects(storePicture(harness.as(agent.actor), id, large), hasCode('input.too-large'))
  await storePicture(harness.as(agent.actor), id, jpeg)
  harness.clock.advance(30_000)
  await assert.rejects(storePicture(harness.as(agent.actor), id, jpeg), hasCode('resource.not-found'))
  await rejected
  const picture = async () => (await harness.base.db.select().from(commands).where(eq(commands.id, id)))[0]?.picture
  assert.ok(await picture())
  harness.clock.advance(10 * 60_000)
  await tidyCommands(harness.base)
  assert.equal(await picture(), null)
})

test('an answer to a command of another agent changes nothing', async () => {
  await online(true)
  const other = await enrolAnAgent(harness, own)
  const asked = probeCamera(
    harness.as(own.administrator.actor),
    { url: 'rtsp://10.0.0.5/1', agentId: agent.identity.agentId },
    run(),
  )
  const { id } = await openCommand()
  await recordResult(harness.as(other.actor), { commandId: id, ok: false, code: 'camera.timeout', message: 'no' })
  await answer({
    verb: 'camera.probe',
    commandId: id,
    ok: true,
    result: { facts, measuredFrameRate: null, picture: false },
  })
  assert.equal((await asked).picture, null)
})

test('a viewer cannot make an agent look anywhere', async () => {
  await assert.rejects(
    probeCamera(harness.as(own.viewer.actor), { url: 'rtsp://10.0.0.5/1' }, run()),
    hasCode('auth.forbidden'),
  )
})
