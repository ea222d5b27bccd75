import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemRandom } from './random.ts'
import { makeSecretBox } from './secret-box.ts'

const place = { table: 'signing_keys', row: 'a', column: 'private_key' }
const box = makeSecretBox('one secret key of more than 32 characters', systemRandom)
const plain = new TextEncoder().encode('the private key')

test('what was sealed opens at its place, after a restart too, and never looks the same twice', () => {
  const sealed = box.seal(place, plain)
  const restarted = makeSecretBox('one secret key of more than 32 characters', systemRandom)
  assert.deepEqual(restarted.open(place, sealed), plain)
  assert.notEqual(box.seal(place, plain), sealed)
  assert.ok(!Buffer.from(sealed.slice(3), 'base64url').includes('private'))
})

test('it opens with no other key, at no other place, and not when a bit was changed', () => {
  const sealed = box.seal(place, plain)
  assert.throws(() => makeSecretBox('another secret key of more than 32 chars', systemRandom).open(place, sealed))
  for (const other of [
    { ...place, table: 'users' },
    { ...place, row: 'b' },
    { ...place, column: 'public_key' },
  ])
    assert.throws(() => box.open(other, sealed))
  const bytes = Buffer.from(sealed.slice(3), 'base64url')
  for (const index of [0, 14, bytes.length - 1]) {
    const changed = Buffer.from(bytes)
    changed[index] = (changed[index] ?? 0) ^ 1
    assert.throws(() => box.open(place, `v1.${changed.toString('base64url')}`))
  }
  for (const nonsense of ['', 'v1.', 'v2.abc', sealed.slice(3)]) assert.throws(() => box.open(place, nonsense))
})

test('each label has its own key, the same every time', () => {
  assert.deepEqual(box.deriveKey('archive-urls'), box.deriveKey('archive-urls'))
  assert.notDeepEqual(box.deriveKey('archive-urls'), box.deriveKey('data'))
})
