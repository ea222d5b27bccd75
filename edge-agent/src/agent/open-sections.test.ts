import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core'
import type { CameraConfig } from '@nightjar/shared/protocol/config/document.ts'
import {
  boundAssociatedData,
  boundCredentialsInfo,
  type SealedBox,
  sealedCredentialsInfo,
} from '@nightjar/shared/protocol/sealed-box.ts'
import { pinOf } from '../config/credential-pins.ts'
import { makeKeyPairs, publicKeyOf } from '../config/identity.ts'
import { cameraConfig } from '../testing/enrolled.ts'
import { openSections, unboundUses } from './open-sections.ts'

const { sealing } = makeKeyPairs()
const suite = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() })
const bytesOf = (text: string) => new TextEncoder().encode(text)
const pair = { username: 'admin', password: 'c4nary' }

async function sealed(info: string, associatedData = new Uint8Array()): Promise<SealedBox> {
  const recipientPublicKey = await suite.kem.deserializePublicKey(
    Uint8Array.from(Buffer.from(publicKeyOf(sealing), 'base64url')),
  )
  const { enc, ct } = await suite.seal(
    { recipientPublicKey, info: bytesOf(info) },
    bytesOf(JSON.stringify(pair)),
    associatedData,
  )
  return { enc: Buffer.from(enc).toString('base64url'), box: Buffer.from(ct).toString('base64url') }
}

async function boundTo(endpoints: string[], fillsAddress = false) {
  const goodFor = { endpoints, fillsAddress }
  return { ...(await sealed(boundCredentialsInfo, boundAssociatedData(goodFor))), ...goodFor }
}

const at = (url: string, liveUrl: string, change: Partial<CameraConfig>): CameraConfig => {
  const camera = cameraConfig()
  const [stream] = camera.streams
  return {
    ...camera,
    streams: [
      { ...stream!, url },
      { ...stream!, url: liveUrl },
    ],
    ...change,
  }
}
const main = 'rtsp://10.0.0.5/1'
const elsewhere = { code: 'camera.password-elsewhere', message: /another address; enter it again/ }

test('a password goes to the streams it was entered for; another address of either one has it refused', async () => {
  const boundCredentials = await boundTo(['rtsp://10.0.0.5:554'], true)
  const open = (url: string, liveUrl: string) =>
    openSections(at(url, liveUrl, { boundCredentials }), sealing, new Map())
  const opened = await open(main, 'rtsp://10.0.0.5:554/2')
  assert.deepEqual([opened.credentials, opened.fillsAddress], [pair, true])
  for (const other of [
    'rtsp://10.0.0.5:80/1',
    'rtsp://10.6.6.6/1',
    'rtsps://10.0.0.5/1',
    'rtsp://10.0.0.5@10.6.6.6/1',
    'rtsp://10.0.0.5#@10.6.6.6/1',
  ]) {
    await assert.rejects(open(other, main), elsewhere, other)
    await assert.rejects(open(main, other), elsewhere, `smaller stream ${other}`)
  }
  await assert.rejects(open(main, 'http://10.0.0.5/'), { code: 'camera.source-refused' })
})

test('an unbound box goes where it is pinned, and nowhere without a pin', async () => {
  const credentials = await sealed(sealedCredentialsInfo)
  const open = (url: string, pinned: readonly (readonly [string, string[]])[]) =>
    openSections(at(url, url, { credentials, boundCredentials: null }), sealing, new Map(pinned))
  const pin: readonly [string, string[]] = [pinOf(credentials), ['rtsp://10.0.0.5:554']]
  assert.deepEqual((await open(main, [pin])).credentials, pair)
  await assert.rejects(open('rtsp://10.6.6.6/1', [pin]), elsewhere)
  await assert.rejects(open(main, []), elsewhere)
})

test('unbound boxes are told of with the endpoints beside them; an address that is none spoils no other camera', async () => {
  const credentials = await sealed(sealedCredentialsInfo)
  const uses = unboundUses([
    at('nonsense', main, { credentials, boundCredentials: null }),
    at(main, 'rtsp://10.0.0.5:8554/2', { credentials, boundCredentials: null }),
    at(main, main, { credentials }),
    at(main, main, {}),
  ])
  assert.deepEqual(
    uses.map(({ endpoints, mayBeNew }) => [endpoints, mayBeNew]),
    [
      [['rtsp://10.0.0.5:554', 'rtsp://10.0.0.5:8554'], false],
      [['rtsp://10.0.0.5:554'], true],
    ],
  )
})
