import assert from 'node:assert/strict'
import { test } from 'node:test'
import { relayAddress } from './relay-address.ts'

const controlPlane = 'https://nvr.example.org'

test('only relays of the signed configuration are dialled, whatever a command from the broker says', () => {
  const allowed = ['/publish', 'wss://relay.example.org/publish']
  assert.equal(relayAddress('/publish', allowed, controlPlane), 'wss://nvr.example.org/publish')
  assert.equal(relayAddress('wss://relay.example.org/publish', allowed, controlPlane), allowed[1])
  for (const forged of [
    'wss://evil.example/publish',
    'ws://relay.example.org/publish',
    'wss://relay.example.org/publish?x',
    'wss://relay.example.org.evil.example/publish',
    'wss://relay.example.org@evil.example/publish',
    '//evil.example/publish',
    '/publish/../elsewhere',
    '',
  ])
    assert.throws(() => relayAddress(forged, allowed, controlPlane), { name: 'AppError' }, forged)
  assert.throws(
    () => relayAddress('/publish', [], controlPlane),
    { name: 'AppError' },
    'before the first configuration',
  )
})
