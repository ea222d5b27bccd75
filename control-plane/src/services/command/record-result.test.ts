import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { cameraProbe } from '@nightjar/shared/protocol/commands/camera-probe.ts'
import { streamOpen } from '@nightjar/shared/protocol/commands/stream-open.ts'
import type { CommandDefinition } from '@nightjar/shared/protocol/define-command.ts'
import { eq } from 'drizzle-orm'
import { commands } from '../../db/schema/commands.ts'
import { transaction } from '../../db/transaction.ts'
import { type EnrolledAgent, enrolAnAgent } from '../../testing/enrolled-agent.ts'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../../testing/mint.ts'
import { reportStatus } from '../../testing/mint-camera.ts'
import { type IssuedCommand, issueCommand } from './issue.ts'
import { recordResult } from './record-result.ts'

const found = {
  facts: { codec: 'h264', codecString: 'avc1.64001f', width: 640, height: 360, frameRate: 25, audio: null },
  measuredFrameRate: 24.9,
  picture: false,
} as const

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

const ask = <Definition extends CommandDefinition>(definition: Definition, body: object) =>
  transaction(harness.base, tx =>
    issueCommand(tx, harness.as(own.administrator.actor), {
      agentId: agent.identity.agentId,
      definition,
      body: body as never,
    }),
  )
const askProbe = () => ask(cameraProbe, { url: 'rtsp://10.0.0.5/1', transport: 'tcp', credentials: null })
const askOpen = () => {
  const [cameraId, streamId] = [harness.base.ids.next(), harness.base.ids.next()]
  return ask(streamOpen, { cameraId, streamId, relay: '/publish', publishTicket: 'B'.repeat(43) })
}
const answer = (commandId: string, said: object) => recordResult(harness.as(agent.actor), { commandId, ...said })
const awaited = (issued: IssuedCommand) =>
  harness.parts.commandResults.awaitResult(harness.as(own.administrator.actor), issued)

test('a result is its command’s own', async () => {
  const issued = await askProbe()
  await answer(issued.id, { ok: true, verb: 'camera.probe', result: { ...found, addedLater: 1 } })
  const { result } = await harness.parts.commandResults.awaitResult(harness.as(own.administrator.actor), issued)
  // Typed by the definition: no cast, no null to rule out.
  assert.equal(result.facts.codec, 'h264')
  assert.deepEqual(result, found)
})

test('an agent of protocol 1 is understood: its probe is the result, its null the end of anything else', async () => {
  const [probed, opened] = [await askProbe(), await askOpen()]
  await answer(probed.id, { ok: true, probe: found })
  await answer(opened.id, { ok: true, probe: null })
  assert.deepEqual(await awaited(probed), { verb: 'camera.probe', commandId: probed.id, ok: true, result: found })
  assert.deepEqual(await awaited(opened), { verb: 'stream.open', commandId: opened.id, ok: true, result: null })
})

test('what a process of an older release kept is not believed, nor a code that only looks like one', async () => {
  const [probed, failed] = [await askProbe(), await askProbe()]
  const old = { commandId: probed.id, ok: true, probe: found } as never
  await harness.base.db.update(commands).set({ result: old }).where(eq(commands.id, probed.id))
  await assert.rejects(awaited(probed), { code: 'agent.protocol' })
  await answer(failed.id, { ok: false, code: 'camera.of-a-newer-release', message: 'No.' })
  await assert.rejects(awaited(failed), { code: 'agent.timeout' })
})

test('an agent says what went wrong at its site, and nothing about whoever asks', async () => {
  for (const code of ['constructor', 'auth.required', 'auth.rate-limited', 'service.internal', 'archive.unavailable']) {
    const issued = await askProbe()
    await answer(issued.id, { ok: false, code, message: 'Sign in again at my place.' })
    await assert.rejects(awaited(issued), (error: unknown) => {
      assert.ok(error instanceof AppError)
      return error.code === 'agent.protocol' && error.publicMessage.startsWith('Update both')
    })
  }
  const issued = await askProbe()
  await answer(issued.id, { ok: false, code: 'camera.auth-refused', message: 'The camera refuses the password.' })
  await assert.rejects(awaited(issued), { code: 'camera.auth-refused' })
})

const wrong: Record<string, object> = {
  'of another command': { ok: true, verb: 'stream.open', result: null },
  'of a command that is not known': { ok: true, verb: 'camera.reboot', result: found },
  'without a verb': { ok: true, result: found },
  'without findings': { ok: true, verb: 'camera.probe', result: null },
  'without findings, of protocol 1': { ok: true, probe: null },
  'with findings in another form': { ok: true, verb: 'camera.probe', result: { ...found, facts: 'h264' } },
  'that says neither': { ok: 'yes' },
  'that fails without saying why': { ok: false },
}

for (const [what, said] of Object.entries(wrong)) {
  test(`an answer ${what} is a failure of the agent, and not believed`, async () => {
    const issued = await askProbe()
    await answer(issued.id, said)
    await assert.rejects(awaited(issued), (error: unknown) => {
      assert.ok(error instanceof AppError)
      return error.code === 'agent.protocol' && error.publicMessage.startsWith('Update both')
    })
    // The first counts, also where it was none.
    await answer(issued.id, { ok: true, verb: 'camera.probe', result: found })
    await assert.rejects(awaited(issued))
  })
}
