import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { type MessageDefinition, topicOf } from '@nightjar/shared/protocol/define-message.ts'
import { agentStatus } from '@nightjar/shared/protocol/messages/agent-status.ts'
import { configApplied } from '@nightjar/shared/protocol/messages/config-applied.ts'
import { configHint } from '@nightjar/shared/protocol/messages/config-hint.ts'
import { v7 } from 'uuid'
import { createLog } from '../platform/log.ts'
import { type InboundHandler, makeInbound, subscribe } from './inbound.ts'

const organisationId = v7()
const [one, two] = [
  { organisationId, agentId: v7() },
  { organisationId, agentId: v7() },
]
let lines: string[]
let log: ReturnType<typeof createLog>
beforeEach(() => {
  lines = []
  log = createLog({ level: 'debug', role: 'test' }, { write: line => void lines.push(line) })
})

const arriving = (message: MessageDefinition, to: typeof one, payload: unknown, retained = false) => ({
  topic: topicOf(message, to),
  payload: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
  retained,
})
const report = (version: number) => ({ id: v7(), version, hash: '0'.repeat(64), ok: true, error: null, cameras: [] })
/** What is queued runs in promises; none of these handlers waits for anything else. */
const settled = () => new Promise(resolve => setTimeout(resolve, 5))

/** Takes configuration reports, each when the test lets it go on. */
function gated() {
  const begun: string[] = []
  const gates: (() => void)[] = []
  const handler = subscribe(configApplied, async (from, { version }) => {
    begun.push(`${from === one || from.agentId === one.agentId ? 'one' : 'two'} ${version}`)
    await new Promise<void>(resolve => gates.push(resolve))
  })
  return { begun, gates, handler }
}

test('one agent is served in order, one message at a time, and holds up nobody else', async () => {
  const { begun, gates, handler } = gated()
  const inbound = makeInbound([handler], log)
  inbound(arriving(configApplied, one, report(1)))
  inbound(arriving(configApplied, one, report(2)))
  inbound(arriving(configApplied, two, report(3)))
  await settled()
  assert.deepEqual(begun, ['one 1', 'two 3'])
  gates[0]!()
  await settled()
  assert.deepEqual(begun, ['one 1', 'two 3', 'one 2'])
})

test('two hundred messages of an agent wait at most; others are not told of it, and it may go on later', async () => {
  const { begun, gates, handler } = gated()
  const inbound = makeInbound([handler], log)
  for (let version = 1; version <= 203; version++) inbound(arriving(configApplied, one, report(version)))
  inbound(arriving(configApplied, two, report(1)))
  assert.equal(lines.filter(line => line.includes('faster than it can be served')).length, 3)
  for (let served = 0; served < 201; served++) {
    await new Promise(setImmediate)
    gates.shift()?.()
  }
  await settled()
  const ofOne = begun.filter(each => each.startsWith('one')).map(each => Number(each.slice(4)))
  assert.deepEqual(
    ofOne,
    Array.from({ length: 200 }, (_, index) => index + 1),
  )
  inbound(arriving(configApplied, one, report(300)))
  await settled()
  assert.equal(begun.at(-1), 'one 300')
})

test('a message that cannot be applied is logged, and the next one is', async () => {
  const seen: number[] = []
  const handler = subscribe(configApplied, async (_, { version }) => {
    seen.push(version)
    if (version === 1) throw new Error('the database went away')
  })
  const inbound = makeInbound([handler], log)
  inbound(arriving(configApplied, one, report(1)))
  inbound(arriving(configApplied, one, report(2)))
  await settled()
  assert.deepEqual(seen, [1, 2])
  assert.equal(lines.filter(line => line.includes('message not applied')).length, 1)
})

test('nonsense never reaches a handler, and the log says where it is wrong but not what it was', async () => {
  let calls = 0
  const handlers: InboundHandler[] = [subscribe(configApplied, async () => void calls++)]
  const inbound = makeInbound(handlers, log)
  const secret = 'what-the-agent-wrote'
  const nonsense = [
    arriving(configApplied, one, secret),
    arriving(configApplied, one, { ...report(1), version: secret }),
    arriving(configApplied, one, Buffer.from([0xff, 0xfe]).toString('latin1')),
    // Known, but nobody here takes it; sent down; on no topic of ours.
    arriving(agentStatus, one, { state: 'offline' }),
    { ...arriving(configApplied, one, report(1)), topic: topicOf(configHint, one) },
    { ...arriving(configApplied, one, report(1)), topic: topicOf({ ...configApplied, direction: 'down' }, one) },
    { ...arriving(configApplied, one, report(1)), topic: 'nj/2/a/b/up/config-applied' },
    { ...arriving(configApplied, one, report(1)), topic: `${topicOf(configApplied, one)}/more` },
    { ...arriving(configApplied, one, report(1)), topic: '' },
  ]
  for (const message of nonsense) inbound(message)
  // Takes an older one away; no word is lost over it.
  inbound(arriving(configApplied, one, ''))
  await settled()
  assert.equal(calls, 0)
  assert.equal(lines.length, nonsense.length)
  assert.ok(!lines.join().includes(secret))
  assert.ok(lines.some(line => line.includes('"why":"version"')))
  inbound(arriving(configApplied, one, report(1)))
  await settled()
  assert.equal(calls, 1)
})

test('a handler is told whose topic it was and whether the broker had kept it', async () => {
  const calls: unknown[] = []
  const handler = subscribe(
    agentStatus,
    async ({ agentId }, { state }, retained) => void calls.push([agentId, state, retained]),
  )
  const inbound = makeInbound([handler], log)
  inbound(arriving(agentStatus, one, { state: 'offline' }, true))
  inbound(arriving(agentStatus, two, { state: 'offline' }))
  await settled()
  assert.deepEqual(calls, [
    [one.agentId, 'offline', true],
    [two.agentId, 'offline', false],
  ])
})
