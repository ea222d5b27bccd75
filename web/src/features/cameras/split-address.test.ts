import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { asMeant, splitAddress } from './split-address.ts'

const parts = (text: string) => {
  const { url, username, password } = splitAddress(text)
  return [url, username, password]
}

test('user name and password leave the address', () => {
  assert.deepEqual(parts('rtsp://admin:geheim@10.0.0.5:554/stream1?x=1'), [
    'rtsp://10.0.0.5:554/stream1?x=1',
    'admin',
    'geheim',
  ])
  assert.deepEqual(parts('rtsps://admin@cam.lan/1'), ['rtsps://cam.lan/1', 'admin', null])
  assert.deepEqual(parts('rtsp://u:p%40ss%3A1@h/'), ['rtsp://h/', 'u', 'p@ss:1'])
})

test('a password with unescaped special characters leaves it too', () => {
  assert.deepEqual(parts('rtsp://admin:p@ss@10.0.0.5/1'), ['rtsp://10.0.0.5/1', 'admin', 'p@ss'])
  assert.deepEqual(parts('rtsp://admin:a/b#c@10.0.0.5/1'), ['rtsp://10.0.0.5/1', 'admin', 'a/b#c'])
  assert.deepEqual(parts('rtsp://admin:100%@10.0.0.5/1'), ['rtsp://10.0.0.5/1', 'admin', '100%'])
})

test('an address without credentials stays as it is', () => {
  for (const url of ['rtsp://10.0.0.5:554/a@b', 'rtsp://[fe80::1]:554/x', 'rtsp://cam/', '10.0.0.5', ''])
    assert.deepEqual(parts(url), [url, null, null])
})

test('no password, however odd, is left in the address', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 6 }), password => {
      const text = `rtsp://admin:${encodeURIComponent(`zq${password}`)}@10.0.0.5/stream`
      const split = splitAddress(text)
      assert.equal(split.url, 'rtsp://10.0.0.5/stream')
      assert.equal(split.password, `zq${password}`)
    }),
  )
})

test('a password in path or query moves to its field, and a placeholder stands for it', () => {
  const moved = { username: 'admin', password: 'geheim' }
  for (const [text, url] of [
    [
      'rtsp://10.0.0.5/user=admin&password=geheim&channel=1',
      'rtsp://10.0.0.5/user={username}&password={password}&channel=1',
    ],
    ['rtsp://10.0.0.5?user=admin&pwd=geheim', 'rtsp://10.0.0.5?user={username}&pwd={password}'],
    ['rtsp://admin:geheim@10.0.0.5/?user=admin&pwd=geheim', 'rtsp://10.0.0.5/?user={username}&pwd={password}'],
  ] as const) {
    assert.deepEqual(asMeant(text), { url, ...moved })
    assert.deepEqual(asMeant(url), { url }, 'what moved before stays')
  }
})

test('two pairs that differ are left for the server to refuse', () => {
  const { url, ...fields } = asMeant('rtsp://a:b@10.0.0.5/?user=admin&pwd=geheim')
  assert.deepEqual([url, fields], ['rtsp://10.0.0.5/?user=admin&pwd=geheim', { username: 'a', password: 'b' }])
})
