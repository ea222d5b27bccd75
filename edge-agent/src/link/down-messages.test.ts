import assert from 'node:assert/strict'
import { test } from 'node:test'
import { topicOf } from '@nightjar/shared/protocol/define-message.ts'
import { agentStatus } from '@nightjar/shared/protocol/messages/agent-status.ts'
import { configHint } from '@nightjar/shared/protocol/messages/config-hint.ts'
import { outboxAck } from '@nightjar/shared/protocol/messages/outbox-ack.ts'
import pino from 'pino'
import { testId } from '../testing/records.ts'
import { createReceiver } from './down-messages.ts'

const address = { organisationId: testId(), agentId: testId() }
const hint = { version: 3, hash: 'a'.repeat(64) }
const ack = { ids: [testId()], rejected: [] }

function setUp() {
  const heard: unknown[] = []
  const warnings: string[] = []
  const log = pino({ level: 'warn' }, { write: line => void warnings.push(line) })
  const receive = createReceiver({
    address,
    handlers: {
      configHint: payload => heard.push(['hint', payload]),
      command: payload => heard.push(['command', payload]),
      outboxAck: payload => heard.push(['ack', payload]),
    },
    log,
  })
  const say = (topic: string, payload: unknown) =>
    receive(topic, Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)))
  return { heard, warnings, say }
}

test('each message of the control plane comes to its handler', () => {
  const { heard, say } = setUp()
  say(topicOf(configHint, address), hint)
  say(topicOf(outboxAck, address), ack)
  assert.deepEqual(heard, [
    ['hint', hint],
    ['ack', ack],
  ])
})

test('what is for another agent, on another topic or not in its form is dropped with a warning', () => {
  const { heard, warnings, say } = setUp()
  const wrong: [string, unknown][] = [
    [topicOf(configHint, { ...address, agentId: testId() }), hint],
    [topicOf(agentStatus, address), { state: 'offline' }],
    ['something/else', hint],
    [topicOf(configHint, address), { ...hint, version: 'three' }],
    [topicOf(outboxAck, address), { ids: 'all' }],
    [topicOf(outboxAck, address), '{"ids":['],
    [topicOf(configHint, address), ''],
  ]
  for (const [topic, payload] of wrong) say(topic, payload)
  assert.deepEqual(heard, [])
  assert.equal(warnings.length, wrong.length)
})
