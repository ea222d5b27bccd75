import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core'
import {
  boundAssociatedData,
  boundCredentialsInfo,
  sealedCredentialsInfo,
} from '@nightjar/shared/protocol/sealed-box.ts'
import { makeKeyPairs, publicKeyOf } from './identity.ts'
import { openBound, openCredentials } from './open-credentials.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)

async function seal(publicKey: string, plain: string, boundTo: string | Uint8Array = '', info = sealedCredentialsInfo) {
  const suite = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() })
  const recipientPublicKey = await suite.kem.deserializePublicKey(
    new Uint8Array(Buffer.from(publicKey, 'base64url')).buffer,
  )
  const sender = await suite.createSenderContext({
    recipientPublicKey,
    info: bytesOf(info),
  })
  const associatedData = typeof boundTo === 'string' ? bytesOf(boundTo) : boundTo
  const box = await sender.seal(bytesOf(plain), Uint8Array.from(associatedData))
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

test('a bound box opens for the endpoints it was made for; for others, or with others written beside it, it does not', async () => {
  const { sealing } = makeKeyPairs()
  const pair = { username: 'admin', password: 'canary' }
  const goodFor = { endpoints: ['rtsp://10.0.0.5:554', 'rtsp://10.0.0.5:8554'], fillsAddress: false }
  const sealed = await seal(
    publicKeyOf(sealing),
    JSON.stringify(pair),
    boundAssociatedData(goodFor),
    boundCredentialsInfo,
  )
  const box = { ...sealed, ...goodFor }
  assert.deepEqual(await openBound(box, sealing, ['rtsp://10.0.0.5:554']), pair)
  assert.deepEqual(await openBound(box, sealing, [...goodFor.endpoints, 'rtsps://10.0.0.5:554']), pair)
  const elsewhere = { code: 'camera.password-elsewhere', message: /was entered for another address; enter it again/ }
  for (const other of ['rtsp://10.0.0.5:80', 'rtsp://10.6.6.6:554', 'rtsps://10.0.0.5:322']) {
    await assert.rejects(openBound(box, sealing, ['rtsp://10.0.0.5:554', other]), elsewhere, other)
    const claimed = { ...box, endpoints: [...goodFor.endpoints, other] }
    await assert.rejects(openBound(claimed, sealing, [other]), { code: 'camera.password-unreadable' }, other)
  }
  await assert.rejects(openBound({ ...box, fillsAddress: true }, sealing, []), { code: 'camera.password-unreadable' })
  await assert.rejects(openCredentials(sealed, sealing), { code: 'camera.password-unreadable' })
  const unbound = { ...(await seal(publicKeyOf(sealing), JSON.stringify(pair))), ...goodFor }
  await assert.rejects(openBound(unbound, sealing, goodFor.endpoints), { code: 'camera.password-unreadable' })
})
