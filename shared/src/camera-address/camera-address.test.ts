import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fillPlaceholders, hasPlaceholder } from './placeholders.ts'
import { addressWarnings, storedWarnings, suspiciousParts } from './suspicious-parts.ts'
import { takeSecretsOut } from './take-secrets-out.ts'

const secret = { username: 'admin', password: 'c4nary!' }
const basic = btoa('admin:c4nary!')

/** As cameras of the field want it: path and query, and what is stored of it. */
const known: readonly [string, string][] = [
  [
    '/user=admin&password=c4nary!&channel=1&stream=0.sdp?real_stream',
    '/user={username}&password={password}&channel=1&stream=0.sdp?real_stream',
  ],
  [
    '/user=admin_password=c4nary!_channel=1_stream=0.sdp?real_stream',
    '/user={username}_password={password}_channel=1_stream=0.sdp?real_stream',
  ],
  ['/?user=admin&pwd=c4nary!', '/?user={username}&pwd={password}'],
  ['/11?loginuse=admin&loginpas=c4nary!', '/11?loginuse={username}&loginpas={password}'],
  ['/live.sdp?PWD=c4nary!&USER=admin&ch=2', '/live.sdp?PWD={password}&USER={username}&ch=2'],
  ['/ch0;username=admin;password=c4nary!', '/ch0;username={username};password={password}'],
  [`/cam/realmonitor?channel=1&subtype=0&authbasic=${basic}`, '/cam/realmonitor?channel=1&subtype=0&authbasic={basic}'],
  [`/ISAPI/Streaming/channels/101?auth=${basic}`, '/ISAPI/Streaming/channels/101?auth={basic}'],
  ['/0/admin:c4nary!/main', '/0/{username}:{password}/main'],
]

test('user name and password of known cameras leave the address, and come back exactly as they were typed', () => {
  for (const [typed, stored] of known) {
    assert.deepEqual(takeSecretsOut(typed), { target: stored, credentials: secret }, typed)
    assert.equal(fillPlaceholders(stored, secret), typed)
    assert.deepEqual(takeSecretsOut(stored), { target: stored, credentials: null }, 'what is stored is stored again')
    assert.deepEqual(suspiciousParts(`rtsp://10.0.0.5${stored}`), [])
  }
})

test('what is escaped is decoded, and goes out so that it ends nothing', () => {
  const { target, credentials } = takeSecretsOut('/?user=admin&pwd=a%26b%20%C3%A9')
  assert.deepEqual(credentials, { username: 'admin', password: 'a&b é' })
  assert.equal(fillPlaceholders(target, credentials!), '/?user=admin&pwd=a%26b%20%C3%A9')
  const hostile = { username: 'a', password: '&x=1#/?\r\nTEARDOWN \ud800{username}"' }
  assert.match(fillPlaceholders('/?pwd={password}', hostile), /^\/\?pwd=[\w%.~-]+=1[\w%.~-]+$/)
})

test('whatever the password, it is found where it was put in', () => {
  const text = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }).map(each => each.toWellFormed())
  fc.assert(
    fc.property(text, text, (username, password) => {
      const credentials = { username, password }
      const stored = '/live?user={username}&password={password}&channel=1'
      assert.deepEqual(takeSecretsOut(fillPlaceholders(stored, credentials)), { target: stored, credentials })
    }),
    { seed: 5, numRuns: 500 },
  )
})

test('an ordinary address is left as it is, and an empty password is no secret', () => {
  for (const target of [
    '/stream1',
    '/cam/realmonitor?channel=1&subtype=0',
    '/Streaming/Channels/101?transportmode=unicast',
    '/user=admin&password=&channel=1&stream=0.sdp?',
    '/?chID=1&streamType=main',
  ]) {
    assert.deepEqual(takeSecretsOut(target), { target, credentials: null })
    assert.deepEqual(suspiciousParts(`rtsp://10.0.0.5${target}`), [], target)
    assert.ok(!hasPlaceholder(target))
  }
})

test('what only looks like a secret is named, without its value', () => {
  const table: [string, string[]][] = [
    ['/live?token=abc', ['token']],
    ['/live?password=abc', ['password']],
    ['/live?auth=abc&x=1', ['auth']],
    ['/pass=abc/live', ['pass']],
    ['/live?ch=1&access_token=abc&pwd=abc', ['access_token', 'pwd']],
    ['/a/admin:abc@live', ['user:password@']],
  ]
  for (const [target, parts] of table) {
    assert.deepEqual(suspiciousParts(`rtsp://10.0.0.5${target}`), parts, target)
    const sentences = addressWarnings(`rtsp://10.0.0.5${target}`)
    assert.equal(sentences.length, parts.length)
    assert.ok(!sentences.join().includes('abc'))
  }
})

test('an address from before secrets were taken out is said to be stored with one', () => {
  assert.match(
    storedWarnings('rtsp://10.0.0.5/?user=admin&pwd=abc').join(),
    /^The address holds a password.* sealed\.$/,
  )
  assert.deepEqual(storedWarnings('rtsp://10.0.0.5/?user={username}&pwd={password}'), [])
  assert.equal(storedWarnings('rtsp://10.0.0.5/?token=abc').length, 1)
})
