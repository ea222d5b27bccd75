import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Clock, systemClock } from '@nightjar/shared/platform/clock.ts'
import { configApplied } from '@nightjar/shared/protocol/messages/config-applied.ts'
import type { Fact } from '../facts/fact.ts'
import { createLog } from '../platform/log.ts'
import { systemRandom } from '../platform/random.ts'
import type { MqttSession } from './mqtt-session.ts'
import { createOutboxSender } from './outbox-sender.ts'

const log = createLog({ level: 'silent', role: 'test' })
const serverMs = 1_750_000_000_000

function setUp() {
  let monotonic = 0
  const clock: Clock = { ...systemClock, monotonicMs: () => monotonic }
  const messages = [1, 2, 3].map(() => ({ name: configApplied.name, payload: { id: systemRandom.uuid(1) } }))
  interface Message {
    readonly name: string
    readonly payload: { readonly id: string; readonly records?: readonly object[] }
  }
  const kept = new Map<string, Message>(messages.map(message => [message.payload.id, message]))
  const rejected: string[] = []
  const sent: string[] = []
  const link = { up: true, failing: false }
  const session = {
    connected: () => link.up,
    publish: async (_: unknown, payload: { id: string }) => {
      if (link.failing) throw new Error('link is down')
      sent.push(payload.id)
    },
  } as unknown as MqttSession
  const told: string[] = []
  const facts = { publish: (fact: Fact) => void told.push(fact.kind) }
  const outbox = {
    nextMessages: (_: number, held: readonly string[] | 'all') => (held.length > 0 ? [] : [...kept.values()]),
    acknowledge: (ids: readonly string[]) => ids.forEach(id => void kept.delete(id)),
    laneOf: (id: string) => (kept.has(id) ? 'camera' : null),
    reject: (id: string) => {
      kept.delete(id)
      rejected.push(id)
    },
  }
  const heldBack: string[] = []
  const sender = createOutboxSender({
    outbox,
    session,
    facts,
    held: () => heldBack.map(() => 'camera'),
    heldBack: (cameraId, reason) => void heldBack.push(`${cameraId}: ${reason}`),
    serverClock: { nowMs: () => serverMs },
    clock,
    log,
  })
  return { sender, kept, sent, rejected, told, heldBack, link, messages, pass: (ms: number) => (monotonic += ms) }
}

test('a message is sent once while its answer is awaited, and again when none came', () => {
  const rig = setUp()
  rig.sender.pump()
  rig.sender.pump()
  assert.equal(rig.sent.length, 3)
  rig.pass(31_000)
  rig.sender.pump()
  assert.equal(rig.sent.length, 6)
  assert.equal(rig.kept.size, 3, 'sent is not acknowledged')
})

test('what has no answer is sent again soon at first, then at longer and longer intervals', () => {
  const rig = setUp()
  const sentAfter: number[] = []
  for (let seconds = 0; seconds < 120; seconds++) {
    const before = rig.sent.length
    rig.sender.pump()
    if (rig.sent.length > before) sentAfter.push(seconds)
    rig.pass(1000)
  }
  assert.deepEqual(sentAfter, [0, 2, 6, 14, 30, 60, 90])
})

test('an acknowledgement of nothing says that somebody hears now: everything unanswered is sent again at once', () => {
  const rig = setUp()
  rig.sender.pump()
  rig.sender.acknowledged({ ids: [], rejected: [] })
  assert.equal(rig.sent.length, 6)
  assert.deepEqual(rig.told, [])
  const [first] = [...rig.kept.keys()] as [string]
  rig.sender.acknowledged({ ids: [], rejected: [], held: [{ id: first, reason: 'frozen' }] })
  assert.equal(rig.sent.length, 6, 'somebody heard, and wants it later')
})

test('after a reconnect everything unanswered is sent again at once', () => {
  const rig = setUp()
  rig.sender.pump()
  rig.sender.reconnected()
  assert.equal(rig.sent.length, 6)
})

test('only the word of the control plane removes a message; a refused one is set aside', () => {
  const rig = setUp()
  rig.sender.pump()
  const [first, second] = [...rig.kept.keys()] as [string, string]
  rig.sender.acknowledged({ ids: [first], rejected: [{ id: second, reason: 'broken chain' }] })
  assert.equal(rig.kept.size, 1)
  assert.deepEqual(rig.rejected, [second])
  assert.deepEqual(rig.told, ['outboxAcknowledged'])
})

test('a refusal alone is not told as an acknowledgement', () => {
  const rig = setUp()
  rig.sender.pump()
  const [first] = [...rig.kept.keys()] as [string]
  rig.sender.acknowledged({ ids: [], rejected: [{ id: first, reason: 'broken chain' }] })
  assert.deepEqual(rig.told, [])
})

test('nothing is sent while the link is down, and a failed send is tried again', async () => {
  const rig = setUp()
  rig.link.up = false
  rig.sender.pump()
  assert.equal(rig.sent.length, 0)
  rig.link.up = true
  rig.link.failing = true
  rig.sender.pump()
  await systemClock.sleep(1)
  rig.link.failing = false
  rig.sender.pump()
  assert.equal(rig.sent.length, 3)
})

test('what is held is neither forgotten nor set aside, and its camera is named', () => {
  const rig = setUp()
  rig.sender.pump()
  const [first] = [...rig.kept.keys()] as [string]
  rig.sender.acknowledged({ ids: [], rejected: [], held: [{ id: first, reason: 'The chain is frozen.' }] })
  assert.deepEqual(rig.heldBack, ['camera: The chain is frozen.'])
  assert.deepEqual([rig.kept.size, rig.rejected], [3, []])
})

test('records that end in the future of the control plane wait until they can be true', () => {
  const rig = setUp()
  const [waiting, due] = [...rig.kept.keys()] as [string, string]
  const holding = (id: string, record: object) =>
    rig.kept.set(id, { name: configApplied.name, payload: { id, records: [record] } })
  holding(waiting, { kind: 'ledger', toMs: serverMs + 120_001 })
  holding(due, { kind: 'segment', wallEndMs: serverMs + 120_000 })
  rig.sender.pump()
  assert.ok(!rig.sent.includes(waiting))
  assert.ok(rig.sent.includes(due))
})
