import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { type Command, signedCommandBytes } from '@nightjar/shared/protocol/messages/command.ts'
import type { CommandAnswer } from '@nightjar/shared/protocol/messages/command-result.ts'
import pino from 'pino'
import { makeKeyPairs, publicKeyOf, signBytes } from '../config/identity.ts'
import { createCommandStore } from '../index/command-store.ts'
import { openDatabase } from '../index/database.ts'
import { systemRandom } from '../platform/random.ts'
import { createCommandRunner } from './command-runner.ts'

const nowMs = 1_795_219_200_000
const id = () => systemRandom.uuid(nowMs)
const controlPlane = makeKeyPairs().signing
const identity = { agentId: id(), organisationId: id(), configKeys: { 'config-1': publicKeyOf(controlPlane) } }

const probe = { verb: 'camera.probe', url: 'rtsp://10.0.0.5/1', transport: 'tcp', credentials: null }
const open = {
  verb: 'stream.open',
  cameraId: id(),
  streamId: id(),
  relay: '/publish',
  publishTicket: 'B'.repeat(43),
}
const found = {
  facts: { codec: 'h264', codecString: 'avc1.64001f', width: 640, height: 360, frameRate: 25, audio: null },
  measuredFrameRate: 24.9,
  picture: false,
} as const

const unsigned = (change: Partial<Command> = {}): Command => ({
  id: id(),
  issuedAtMs: nowMs,
  deadlineMs: nowMs + 25_000,
  actor: { kind: 'user', id: id() },
  body: probe,
  ...change,
})

/** As the control plane signs it, for this agent unless another is named. */
function signed(change: Partial<Command> = {}, key = controlPlane, to = identity): Command {
  const command = unsigned(change)
  return { ...command, keyId: 'config-1', signature: signBytes(key, signedCommandBytes(to, command)) }
}

/** The runner over a real index; what it did, answered and logged. */
function rig(failing?: AppError) {
  const done: string[] = []
  const answers: CommandAnswer[] = []
  const lines: string[] = []
  const database = openDatabase(':memory:')
  const store = createCommandStore(database)
  let clockMs = nowMs
  const carryOut = (verb: string) => async (_id: string, body: object) => {
    done.push(`${verb} ${JSON.stringify(body)}`)
    if (failing) throw failing
  }
  const runner = () =>
    createCommandRunner({
      identity,
      handlers: {
        'camera.probe': async (commandId, body) => {
          await carryOut('camera.probe')(commandId, body)
          return found
        },
        'stream.open': async (commandId, body) => {
          await carryOut('stream.open')(commandId, body)
          return null
        },
        'segment.send': async () => null,
      },
      memory: store,
      session: { publish: async (_message, payload) => void answers.push(payload as CommandAnswer) },
      serverClock: { nowMs: () => clockMs },
      log: pino({ level: 'info' }, { write: (line: string) => void lines.push(line) }),
    })
  const first = runner()
  return { run: first, again: runner, done, answers, lines, store, setClock: (ms: number) => (clockMs = ms) }
}

test('what the control plane signed is done once, and answered with its verb and result', async () => {
  const { run, done, answers } = rig()
  const [asked, opened] = [signed(), signed({ body: open })]
  for (const command of [asked, opened]) await run(command)
  assert.equal(done.length, 2)
  assert.deepEqual(answers, [
    { verb: 'camera.probe', commandId: asked.id, ok: true, result: found },
    { verb: 'stream.open', commandId: opened.id, ok: true, result: null },
  ])
})

test('the handler gets what its command knows: a field that came later is left out, not refused', async () => {
  const { run, done } = rig()
  await run(signed({ body: { ...probe, addedLater: 1 } }))
  const { verb: _, ...body } = probe
  assert.deepEqual(done, [`camera.probe ${JSON.stringify(body)}`])
})

const stranger = makeKeyPairs().signing
const forged: Record<string, () => Command> = {
  unsigned: () => unsigned(),
  'without a key id': () => ({ ...signed(), keyId: undefined }),
  'without a signature': () => ({ ...signed(), signature: undefined }),
  'signed by somebody else': () => signed({}, stranger),
  'signed with a key that is not known': () => ({ ...signed(), keyId: 'config-2' }),
  'with a key id that every object has': () => ({ ...signed(), keyId: 'constructor' }),
  'for another agent': () => signed({}, controlPlane, { ...identity, agentId: id() }),
  'for another organisation': () => signed({}, controlPlane, { ...identity, organisationId: id() }),
  'with another id': () => ({ ...signed(), id: id() }),
  'with another address': () => ({ ...signed(), body: { ...probe, url: 'rtsp://10.0.0.66/1' } }),
  'with another relay': () => ({ ...signed({ body: open }), body: { ...open, relay: 'wss://evil.example/publish' } }),
  'with a later deadline': () => ({ ...signed(), deadlineMs: nowMs + 3_600_000 }),
  'with another actor': () => ({ ...signed(), actor: { kind: 'cli', id: 'x' } }),
  'nested deeper than any stack': () => ({
    ...signed(),
    body: { verb: 'camera.probe', deep: JSON.parse('['.repeat(200_000) + ']'.repeat(200_000)) },
  }),
  'with a number that JSON cannot carry': () => ({
    ...signed(),
    body: JSON.parse('{"verb":"camera.probe","n":1e999}'),
  }),
  'that is nothing at all, and late': () => unsigned({ deadlineMs: 1, body: { verb: 'exec' } }),
}

for (const [what, forge] of Object.entries(forged)) {
  test(`a command ${what} is refused: not done, not answered, not remembered, and logged by its id alone`, async () => {
    const { run, done, answers, lines, store } = rig()
    const command = forge()
    await run(command)
    assert.deepEqual([done, answers, store.commandSeen(command.id)], [[], [], false])
    const [line, ...more] = lines.map(text => JSON.parse(text))
    const { time: _, pid: __, hostname: ___, ...said } = line
    assert.deepEqual(more, [])
    assert.deepEqual(said, { level: 40, id: command.id, msg: 'command is not signed for this agent; refused' })
  })
}

test('a forged command does not keep out the true one that has its id', async () => {
  const { run, done } = rig()
  const command = signed()
  await run({ ...command, body: { ...probe, url: 'rtsp://10.0.0.66/1' } })
  assert.equal(done.length, 0)
  await run(command)
  assert.equal(done.length, 1)
})

test('a command that comes again is not done again, after a restart neither', async () => {
  const { run, again, done, answers } = rig()
  const command = signed()
  await run(command)
  await run(command)
  await again()(command)
  assert.deepEqual([done.length, answers.length], [1, 1])
})

test('past its deadline, by the clock of the control plane, it is neither done nor remembered', async () => {
  const { run, done, answers, store, setClock } = rig()
  const command = signed()
  setClock(command.deadlineMs + 1)
  await run(command)
  assert.deepEqual([done, answers, store.commandSeen(command.id)], [[], [], false])
  setClock(command.deadlineMs)
  await run(command)
  assert.equal(done.length, 1)
})

test('signed, but by an actor who cannot send it: refused with an answer', async () => {
  const { run, done, answers } = rig()
  const command = signed({ body: open, actor: { kind: 'job', id: 'tidy' } })
  await run(command)
  assert.deepEqual(done, [])
  const [answer] = answers
  assert.ok(answer?.ok === false)
  assert.deepEqual([answer.commandId, answer.code], [command.id, 'auth.forbidden'])
})

test('signed, but newer than this agent: said so, whether the verb is unknown or the body', async () => {
  const { run, done, answers } = rig()
  await run(signed({ body: { verb: 'camera.reboot' } }))
  await run(signed({ body: { ...probe, transport: 'quic' } }))
  assert.deepEqual(done, [])
  assert.deepEqual(
    answers.map(answer => !answer.ok && answer.code),
    ['agent.protocol', 'agent.protocol'],
  )
})

test('a handler that fails is answered with its code and its public sentence', async () => {
  const failure = new AppError('camera.no-video', { message: 'No video.', detail: 'private' })
  const { run, answers } = rig(failure)
  const command = signed()
  await run(command)
  assert.deepEqual(answers, [{ commandId: command.id, ok: false, code: 'camera.no-video', message: 'No video.' }])
})
