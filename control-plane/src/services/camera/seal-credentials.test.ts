import assert from 'node:assert/strict'
import type { webcrypto } from 'node:crypto'
import { test } from 'node:test'
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core'
import {
  cameraCredentialsSchema,
  sealedBoxSchema,
  sealedCredentialsInfo,
} from '@nightjar/shared/protocol/sealed-box.ts'
import { sealCredentials } from './seal-credentials.ts'

const suite = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() })
const info = new TextEncoder().encode(sealedCredentialsInfo)

async function recipient() {
  const pair = await suite.kem.generateKeyPair()
  const raw = Buffer.from(await suite.kem.serializePublicKey(pair.publicKey)).toString('base64url')
  return { pair, raw }
}

test('sealed credentials open with the agent key and with no other', async () => {
  const [agent, other] = [await recipient(), await recipient()]
  const credentials = { username: 'admin', password: 'pä55 wörd/@:' }
  const sealed = sealedBoxSchema.parse(await sealCredentials(agent.raw, credentials))
  assert.ok(!JSON.stringify(sealed).includes('admin'))
  const open = (recipientKey: webcrypto.CryptoKeyPair) =>
    suite.open(
      { recipientKey, enc: Uint8Array.from(Buffer.from(sealed.enc, 'base64url')).buffer, info },
      Uint8Array.from(Buffer.from(sealed.box, 'base64url')).buffer,
    )
  const text = new TextDecoder().decode(await open(agent.pair))
  assert.deepEqual(cameraCredentialsSchema.parse(JSON.parse(text)), credentials)
  await assert.rejects(open(other.pair))
})

test('the longest credentials that the form takes fit into a sealed box', async () => {
  const agent = await recipient()
  const longest = { username: '"'.repeat(255), password: '😀'.repeat(127) }
  sealedBoxSchema.parse(await sealCredentials(agent.raw, longest))
})

test('a box for a command opens only with the address of the command', async () => {
  const agent = await recipient()
  const url = 'rtsp://10.0.0.5/1'
  const { enc, box } = await sealCredentials(agent.raw, { username: 'admin', password: 'canary' }, url)
  const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'base64url')).buffer
  const open = (boundTo: string) =>
    suite.open({ recipientKey: agent.pair, enc: bytes(enc), info }, bytes(box), new TextEncoder().encode(boundTo))
  await open(url)
  await assert.rejects(open('rtsp://10.6.6.6/1'))
  await assert.rejects(open(''))
})
