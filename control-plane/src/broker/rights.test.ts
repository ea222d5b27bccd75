import assert from 'node:assert/strict'
import { test } from 'node:test'
import { topicOf } from '@nightjar/shared/protocol/define-message.ts'
import { messages } from '@nightjar/shared/protocol/registry.ts'
import fc from 'fast-check'
import type { TokenIdentity } from '../keys/access-token.ts'
import { agentAcl, linkAcl } from '../keys/acl.ts'
import { refusePublish, refuseSubscribe } from './rights.ts'
import { filterCovers, filterMatches } from './topic-filter.ts'

const organisation = (n: number) => `0193000${n}-0000-7000-8000-000000000001`
const own = { organisationId: organisation(1), agentId: '01930011-0000-7000-8000-000000000001' }
const sibling = { ...own, agentId: '01930012-0000-7000-8000-000000000001' }
const stranger = { ...own, organisationId: organisation(2) }
const identity = (acl: TokenIdentity['acl']): TokenIdentity => ({
  subject: 'x',
  organisationId: null,
  acl,
  expiresAtMs: 0,
})
const agent = identity(agentAcl(own))
const link = identity(linkAcl)

test('every message, every address, every party: what is not the own right is refused', () => {
  for (const message of messages) {
    for (const [whose, address] of [
      ['own', own],
      ['sibling', sibling],
      ['stranger', stranger],
    ] as const) {
      const attempt = { topic: topicOf(message, address), qos: message.qos, retain: message.retain }
      const name = `${message.name} of ${whose}`
      const isOwn = whose === 'own'
      assert.equal(refusePublish(agent, attempt) === null, isOwn && message.direction === 'up', `agent says ${name}`)
      assert.equal(refusePublish(link, attempt) === null, message.direction === 'down', `link says ${name}`)
      assert.equal(refuseSubscribe(agent, attempt.topic) === null, isOwn && message.direction === 'down', name)
      assert.equal(refuseSubscribe(link, attempt.topic) === null, message.direction === 'up', name)
    }
  }
})

test('retain only where the message is retained, never QoS 2, nothing that is no message', () => {
  for (const message of messages) {
    const who = message.direction === 'up' ? agent : link
    const topic = topicOf(message, own)
    assert.equal(refusePublish(who, { topic, qos: 1, retain: true }) === null, message.retain, message.name)
    assert.notEqual(refusePublish(who, { topic, qos: 2, retain: false }), null)
  }
  const base = topicOf(messages[0]!, own).split('/').slice(0, -1).join('/')
  for (const leaf of ['', 'other', 'status/more', '#', '+'])
    assert.notEqual(refusePublish(agent, { topic: `${base}/${leaf}`, qos: 1, retain: false }), null, leaf)
})

test('a filter with wildcards is granted only inside the own topics', () => {
  const down = `nj/1/${own.organisationId}/${own.agentId}/down`
  for (const filter of [`${down}/#`, `${down}/+`, `${down}/config`]) assert.equal(refuseSubscribe(agent, filter), null)
  for (const filter of [
    '#',
    '+/#',
    'nj/#',
    `nj/1/${own.organisationId}/+/down/#`,
    `nj/+/${own.organisationId}/${own.agentId}/down/#`,
    `nj/1/${own.organisationId}/${own.agentId}/#`,
    `nj/1/${own.organisationId}/${own.agentId}/+/config`,
    `$share/a/${down}/#`,
    '$SYS/#',
  ])
    assert.notEqual(refuseSubscribe(agent, filter), null, filter)
})

test('what a covered filter matches, the covering one matches too', () => {
  const level = fc.constantFrom('a', 'b', '+')
  const filter = fc.tuple(fc.array(level, { minLength: 1, maxLength: 4 }), fc.boolean()).map(([levels, all]) => {
    return [...levels, ...(all ? ['#'] : [])].join('/')
  })
  const topic = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 5 }).map(levels => levels.join('/'))
  fc.assert(
    fc.property(filter, filter, topic, (allowed, requested, name) => {
      if (filterCovers(allowed, requested) && filterMatches(requested, name)) assert.ok(filterMatches(allowed, name))
    }),
    { numRuns: 5000 },
  )
})
