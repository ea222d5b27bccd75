import assert from 'node:assert/strict'
import { test } from 'node:test'
import { transportText } from './transport-words.ts'

test('what was chosen automatically is said, with the reason where there is one', () => {
  assert.equal(transportText({ over: 'udp', because: 'tcp-refused' }, 'auto'), 'auto: UDP, the camera offers no TCP')
  assert.equal(transportText({ over: 'udp', because: 'tcp-silent' }, 'auto'), 'auto: UDP, nothing came over TCP')
  assert.equal(transportText({ over: 'tcp', because: 'preferred' }, 'auto'), 'auto: TCP')
  assert.equal(transportText({ over: 'udp', because: 'chosen' }, 'udp'), 'UDP')
  assert.equal(transportText({ over: 'tcp', because: 'encrypted' }, 'udp'), 'TCP, inside the encrypted connection')
})

test('a reason of a younger agent is no reason to say nothing', () => {
  assert.equal(transportText({ over: 'udp', because: 'moonlight' }, 'auto'), 'auto: UDP')
  assert.equal(transportText({ over: 'udp', because: 'toString' }), 'UDP')
})
