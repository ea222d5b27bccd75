import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import { type CameraCredentials, sealedCredentialsInfo } from '@nightjar/shared/protocol/sealed-box.ts'
import { createServerClock } from '../api/server-clock.ts'
import type { TokenSource } from '../api/token-source.ts'
import { configStore } from '../config/config-store.ts'
import { importKey, publicKeyOf } from '../config/identity.ts'
import type { RecorderCamera } from '../recorder/ipc.ts'
import { cameraConfig, signedConfig, testIdentity } from '../testing/enrolled.ts'
import { type Answer, localControlPlane } from '../testing/local-control-plane.ts'
import { testId } from '../testing/records.ts'
import { createCameraReports } from './camera-reports.ts'
import { followConfig } from './follow-config.ts'
import { openStore } from './open-store.ts'
import { agentScene } from './testing/scene.ts'

async function setUp(t: Parameters<typeof agentScene>[0] & { after(stop: () => unknown): void }) {
  const scene = await agentScene(t, systemClock)
  const identity = testIdentity()
  const store = await openStore({ ...scene.deps, identity })
  t.after(() => store.index.close())
  const offer: { answer: Answer } = { answer: { status: 304 } }
  const { api, asked } = await localControlPlane(t, systemClock, () => offer.answer)
  const tokens = { get: async () => ({ accessToken: 'token' }) } as TokenSource
  const reports = createCameraReports()
  const sets: (readonly RecorderCamera[])[] = []
  const recorder = {
    setCameras: (cameras: readonly RecorderCamera[]) => void sets.push(cameras),
    openLive: () => assert.fail(),
    tryCamera: () => assert.fail(),
    stop: () => assert.fail(),
  }
  const controlPlane = { identity, api, tokens, serverClock: createServerClock(systemClock) }
  const config = followConfig({ ...scene.deps, controlPlane, store, reports, recorder })
  return { ...scene, identity, store, offer, asked, reports, sets, config }
}

test('a configuration reaches recorder, ledger and status; that it did is in the outbox before it is told', async t => {
  const { deps, identity, store, offer, reports, sets, config, told } = await setUp(t)
  const gone = testId()
  reports.update({ cameraId: gone, recording: true, openSegmentStartMs: null, streams: [] })
  const depths: number[] = []
  deps.facts.subscribe('look', { configApplied: () => depths.push(store.index.outboxDepth()) })
  const camera = cameraConfig()
  offer.answer = { json: signedConfig(identity, { version: 3, cameras: [camera] }) }
  await config.refresh()
  assert.deepEqual(
    sets.map(cameras => cameras.map(({ cameraId, configVersion }) => [cameraId, configVersion])),
    [[[camera.cameraId, 3]]],
  )
  assert.deepEqual(reports.all(), [], 'a camera that is gone is not reported of')
  assert.ok(store.index.accountedTo(camera.cameraId) !== null, 'its ledger has begun')
  assert.deepEqual(told, [{ kind: 'configApplied', version: 3, ok: true }])
  assert.deepEqual(depths, [1])
  const [message] = store.index.nextMessages(1)
  assert.ok(message?.name === 'config.applied')
  assert.equal(message.payload.version, 3)
})

test('a password of before protocol 5 goes where the last good configuration had it, and nowhere else', async t => {
  const { deps, identity, offer, sets, config } = await setUp(t)
  const pair = { username: 'admin', password: 'c4nary' }
  const credentials = await sealUnbound(publicKeyOf(importKey(identity.sealingKey)), pair)
  const before = cameraConfig({ credentials })
  const lastGood = signedConfig(identity, { version: 1, cameras: [before] })
  await configStore(deps.options.dataDir, deps.log).write(lastGood)
  await config.restore()
  const at = (url: string) => ({ ...before, boundCredentials: null, streams: [{ ...before.streams[0]!, url }] })
  const [stream] = before.streams
  for (const [index, url] of ['rtsp://10.6.6.6/1', stream!.url].entries()) {
    offer.answer = { json: signedConfig(identity, { version: index + 2, cameras: [at(url)] }) }
    await config.refresh()
  }
  assert.deepEqual(
    sets.map(([camera]) => [camera!.credentials, camera!.refusal]),
    [
      [pair, undefined],
      [null, 'camera.password-elsewhere'],
      [pair, undefined],
    ],
  )
  offer.answer = { json: signedConfig(identity, { version: 9, cameras: [] }) }
  await config.refresh()
  assert.equal(await readFile(join(deps.options.dataDir, 'credential-pins.json'), 'utf8'), '{}')
})

test('a control plane that bound passwords once gets none opened that is bound to nothing and new', async t => {
  const { identity, offer, sets, config } = await setUp(t)
  const credentials = await sealUnbound(publicKeyOf(importKey(identity.sealingKey)), { username: 'a', password: 'new' })
  const camera = cameraConfig({ boundCredentials: null })
  offer.answer = { json: signedConfig(identity, { version: 1, cameras: [camera] }) }
  await config.refresh()
  const { boundCredentials: _, ...stale } = camera
  offer.answer = { json: signedConfig(identity, { version: 2, cameras: [{ ...stale, credentials }] }) }
  await config.refresh()
  assert.deepEqual([sets[1]?.[0]?.credentials, sets[1]?.[0]?.refusal], [null, 'camera.password-elsewhere'])
})

async function sealUnbound(publicKey: string, pair: CameraCredentials) {
  const suite = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() })
  const bytesOf = (text: string) => new TextEncoder().encode(text)
  const recipientPublicKey = await suite.kem.deserializePublicKey(Uint8Array.from(Buffer.from(publicKey, 'base64url')))
  const info = bytesOf(sealedCredentialsInfo)
  const { enc, ct } = await suite.seal({ recipientPublicKey, info }, bytesOf(JSON.stringify(pair)))
  return { enc: Buffer.from(enc).toString('base64url'), box: Buffer.from(ct).toString('base64url') }
}

test('a refused configuration is told as such and touches nothing', async t => {
  const { offer, sets, config, told, store } = await setUp(t)
  offer.answer = { json: signedConfig(testIdentity(), { version: 3 }) }
  await config.refresh()
  assert.deepEqual(sets, [])
  assert.deepEqual(told, [{ kind: 'configApplied', version: 0, ok: false }])
  assert.equal(store.index.outboxDepth(), 1)
})

test('whenever the link comes up it looks for a configuration; when it goes down it does not', async t => {
  const { deps, asked } = await setUp(t)
  deps.facts.publish({ kind: 'linkChanged', isUp: false })
  await systemClock.sleep(100)
  assert.equal(asked.length, 0)
  deps.facts.publish({ kind: 'linkChanged', isUp: true })
  for (let i = 0; i < 200 && asked.length === 0; i++) await systemClock.sleep(10)
  assert.deepEqual(
    asked.map(one => one.what),
    ['GET /api/v1/agents/config'],
  )
})
