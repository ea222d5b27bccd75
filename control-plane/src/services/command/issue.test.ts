import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { allGrants } from '@nightjar/shared/policy/grant.ts'
import { cameraProbe } from '@nightjar/shared/protocol/commands/camera-probe.ts'
import { streamOpen } from '@nightjar/shared/protocol/commands/stream-open.ts'
import { signedCommandBytes } from '@nightjar/shared/protocol/messages/command.ts'
import { eq } from 'drizzle-orm'
import { commands } from '../../db/schema/commands.ts'
import { transaction } from '../../db/transaction.ts'
import { verifyBytes } from '../../keys/ed25519.ts'
import type { Actor } from '../../policy/actor.ts'
import { type EnrolledAgent, enrolAnAgent } from '../../testing/enrolled-agent.ts'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../../testing/mint.ts'
import { reportStatus } from '../../testing/mint-camera.ts'
import { issueCommand } from './issue.ts'
import { loadOpenCommands } from './open-commands.ts'
import { makeRunCommand } from './run-command.ts'

let harness: Harness
let own: MintedOrganisation
let agent: EnrolledAgent

before(async () => {
  harness = await openHarness()
  own = await mintOrganisation(harness.base)
  agent = await enrolAnAgent(harness, own)
  const cameraId = harness.base.ids.next()
  await reportStatus(harness.base, { actor: agent.actor, cameraId }, { online: true, openSegmentStartMs: null })
})
after(() => harness.close())

const hasCode = (code: string) => (error: unknown) => error instanceof AppError && error.code === code
const probeBody = { url: 'rtsp://10.0.0.5/1', transport: 'tcp', credentials: null } as const
const openBody = () => ({
  cameraId: harness.base.ids.next(),
  streamId: harness.base.ids.next(),
  relay: '/publish',
  publishTicket: 'B'.repeat(43),
})
const issue = (actor: Actor, definition: typeof cameraProbe | typeof streamOpen, body: object) =>
  transaction(harness.base, tx =>
    issueCommand(tx, harness.as(actor), { agentId: agent.identity.agentId, definition, body: body as never }),
  )
const countRows = async () => (await harness.base.db.select().from(commands)).length

test('a command is signed as it is issued, for its agent alone, and delivered as it was signed', async () => {
  const { agentId, organisationId, configKeys } = agent.identity
  const before = harness.clock.wallMs()
  const issued = await issue(own.administrator.actor, cameraProbe, probeBody)
  const delivered = (await loadOpenCommands(harness.base, agentId, true)).find(({ id }) => id === issued.id)
  assert.ok(delivered?.keyId && delivered.signature)
  const holds = (to: { agentId: string; organisationId: string }, change: Partial<typeof delivered> = {}) =>
    verifyBytes(
      configKeys[delivered.keyId ?? ''] ?? '',
      signedCommandBytes(to, { ...delivered, ...change }),
      delivered.signature ?? '',
    )
  assert.ok(holds({ agentId, organisationId }))
  assert.ok(!holds({ agentId: harness.base.ids.next(), organisationId }))
  assert.ok(!holds({ agentId, organisationId }, { body: { ...delivered.body, url: 'rtsp://10.0.0.66/1' } }))
  assert.deepEqual(delivered.body, { verb: 'camera.probe', ...probeBody })
  assert.deepEqual(delivered.actor, { kind: 'user', id: own.administrator.actor.id })
  const lifetimeMs = delivered.deadlineMs - delivered.issuedAtMs
  assert.deepEqual([lifetimeMs, issued.deadlineMs], [cameraProbe.lifetimeMs, delivered.deadlineMs])
  assert.ok(delivered.issuedAtMs >= before)
})

test('a row from before commands were signed is not delivered', async () => {
  const { agentId } = agent.identity
  const { id } = await issue(own.administrator.actor, cameraProbe, probeBody)
  const isOpen = async () => (await loadOpenCommands(harness.base, agentId, true)).some(open => open.id === id)
  assert.ok(await isOpen())
  await harness.base.db.update(commands).set({ keyId: null, signature: null }).where(eq(commands.id, id))
  assert.ok(!(await isOpen()))
})

test('a kind of actor that a command is not for is refused, and nothing is written', async () => {
  const { organisationId } = agent.identity
  const token: Actor = { kind: 'token', id: harness.base.ids.next(), organisationId, grants: allGrants }
  const job: Actor = { kind: 'job', id: 'tidy', organisationId, grants: allGrants }
  const before = await countRows()
  for (const [actor, definition, body] of [
    [token, streamOpen, openBody()],
    [job, streamOpen, openBody()],
    [job, cameraProbe, probeBody],
    [agent.actor, cameraProbe, probeBody],
  ] as const) {
    await assert.rejects(issue(actor, definition, body), hasCode('auth.forbidden'), `${definition.verb} ${actor.kind}`)
  }
  assert.equal(await countRows(), before)
  assert.ok(await issue(token, cameraProbe, probeBody))
  assert.ok(await issue(own.viewer.actor, streamOpen, openBody()))
})

test('what is written alongside stands or falls with the command', async () => {
  const run = makeRunCommand({ awaitResult: () => Promise.reject(new AppError('agent.timeout')) })
  const { agentId } = agent.identity
  const context = harness.as(own.administrator.actor)
  const before = await countRows()
  const failing = () => Promise.reject(new AppError('service.internal'))
  await assert.rejects(run(context, agentId, cameraProbe, probeBody, failing), hasCode('service.internal'))
  assert.equal(await countRows(), before)
  let seen = 0
  const counting = async () => void seen++
  await assert.rejects(run(context, agentId, cameraProbe, probeBody, counting), hasCode('agent.timeout'))
  assert.deepEqual([await countRows(), seen], [before + 1, 1])
})
