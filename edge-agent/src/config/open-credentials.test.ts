import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core'
import { sealedCredentialsInfo } from '@nightjar/shared/protocol/sealed-box.ts'
import { makeKeyPairs, publicKeyOf } from './identity.ts'
import { openCredentials } from './open-credentials.ts'

async function seal(publicKey: string, plain: string, boundTo = '') {
  const suite = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() })
  const recipientPublicKey = await suite.kem.deserializePublicKey(
    new Uint8Array(Buffer.from(publicKey, 'base64url')).buffer,
  )
  const sender = await suite.createSenderContext({
    recipientPublicKey,
    info: new TextEncoder().encode(sealedCredentialsInfo).buffer,
  })
  const box = await sender.seal(new TextEncoder().encode(plain).buffer, new TextEncoder().encode(boundTo).buffer)
  return { enc: Buffer.from(sender.enc).toString('base64url'), box: Buffer.from(box).toString('base64url') }
}

test('credentials open with the key they were sealed to and with no other; the error holds no secret', async () => {
  const { sealing } = makeKeyPairs()
  const sealed = await seal(publicKeyOf(sealing), JSON.stringify({ username: 'admin', password: 'pä$$ "x"' }))
  assert.deepEqual(await openCredentials(sealed, sealing), { username: 'admin', password: 'pä$$ "x"' })
  await assert.rejects(openCredentials(sealed, makeKeyPairs().sealing), (error: Error) => {
    assert.ok(!JSON.stringify(error).includes('admin') && !error.message.includes('admin'))
    return error.name === 'AppError'
  })
})

test('a box of a command opens for the address it was sealed for, not for one that the broker put in its place', async () => {
  const { sealing } = makeKeyPairs()
  const plain = JSON.stringify({ username: 'admin', password: 'canary' })
  const inCommand = await seal(publicKeyOf(sealing), plain, 'rtsp://10.0.0.5/1')
  assert.equal((await openCredentials(inCommand, sealing, 'rtsp://10.0.0.5/1')).password, 'canary')
  await assert.rejects(openCredentials(inCommand, sealing, 'rtsp://10.6.6.6/1'))
  await assert.rejects(openCredentials(inCommand, sealing))
  const inConfig = await seal(publicKeyOf(sealing), plain)
  await assert.rejects(openCredentials(inConfig, sealing, 'rtsp://10.6.6.6/1'))
})
