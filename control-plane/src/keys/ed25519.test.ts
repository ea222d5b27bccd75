import assert from 'node:assert/strict'
import { test } from 'node:test'
import { privateKeyFromSeed, publicPartOf, signBytes, verifyBytes } from './ed25519.ts'

const key = privateKeyFromSeed(Buffer.alloc(32, 7))
const said = Buffer.from('said')

test('a signature holds over what was signed, by the key that signed', () => {
  const signature = signBytes(key, said)
  assert.equal(verifyBytes(publicPartOf(key), said, signature), true)
  assert.equal(verifyBytes(publicPartOf(key), Buffer.from('other'), signature), false)
  assert.equal(verifyBytes(publicPartOf(privateKeyFromSeed(Buffer.alloc(32, 8))), said, signature), false)
})

test('a signature has one spelling', () => {
  const signature = signBytes(key, said)
  const otherwise = [
    `${signature}==`,
    `${signature}\n`,
    ` ${signature}`,
    `${signature.slice(0, 40)}\n${signature.slice(40)}`,
    signature.slice(0, -1) + String.fromCharCode(signature.charCodeAt(85) + 1),
    `${signature}A`,
    `${signature}.${signature}`,
    '',
  ]
  for (const spelled of otherwise) assert.equal(verifyBytes(publicPartOf(key), said, spelled), false, spelled)
  const dashed = Array.from({ length: 20 }, (_, index) => Buffer.from(`said ${index}`))
  for (const bytes of dashed) {
    const standard = Buffer.from(signBytes(key, bytes), 'base64url').toString('base64')
    assert.equal(verifyBytes(publicPartOf(key), bytes, standard), false)
  }
})
