import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agentTopicFilters, linkTopicFilters, parseTopic, topicOf } from './define-message.ts'
import { messages } from './registry.ts'

const address = {
  organisationId: '01930001-0000-7000-8000-000000000001',
  agentId: '01930003-0000-7000-8000-000000000001',
}

test('names and topics are unique, so that a topic names its message', () => {
  assert.equal(new Set(messages.map(message => message.name)).size, messages.length)
  assert.equal(new Set(messages.map(message => topicOf(message, address))).size, messages.length)
})

test('a topic is taken apart into what it was made of', () => {
  for (const message of messages) {
    assert.deepEqual(parseTopic(topicOf(message, address)), {
      ...address,
      direction: message.direction,
      leaf: message.leaf,
    })
  }
})

test('an agent publishes up and hears down, under its own two ids only', () => {
  const filters = agentTopicFilters(address)
  for (const message of messages) {
    const own = message.direction === 'up' ? filters.publish : filters.subscribe
    const other = message.direction === 'up' ? filters.subscribe : filters.publish
    const topic = topicOf(message, address)
    assert.ok(topic.startsWith(own.slice(0, -1)))
    assert.ok(!topic.startsWith(other.slice(0, -1)))
    const foreign = topicOf(message, { ...address, agentId: '01930004-0000-7000-8000-000000000001' })
    assert.ok(!foreign.startsWith(own.slice(0, -1)))
  }
  assert.deepEqual(linkTopicFilters, { subscribe: 'nj/1/+/+/up/#', publish: 'nj/1/+/+/down/#' })
})

test('what is none of our topics is null, never a guess', () => {
  for (const topic of [
    '',
    'nj',
    'nj/1/a/b/up',
    'nj/2/a/b/up/status',
    'nj/1/a/b/sideways/status',
    'nj/1/a/b/up/status/more',
    '$SYS/broker',
    'nj/1//b/up/x',
  ]) {
    assert.equal(parseTopic(topic), null, topic)
  }
})

test('only what must outlive a disconnect is retained, and only up-messages are acknowledged', () => {
  assert.deepEqual(
    messages.filter(message => message.retain).map(message => message.name),
    ['agent.status', 'config.hint'],
  )
  for (const message of messages.filter(entry => entry.acknowledged)) assert.equal(message.direction, 'up')
})
