import assert from 'node:assert/strict'
import { createHash, X509Certificate } from 'node:crypto'
import { after, test } from 'node:test'
import type { AppError } from '@nightjar/shared/errors/app-error.ts'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import { EndpointLockouts } from '../camera-access/lockout.ts'
import { systemNetwork } from '../platform/network.ts'
import { systemRandom } from '../platform/random.ts'
import { inspectCamera } from './inspect-camera.ts'
import { ScriptedCamera } from './testing/scripted-camera.ts'
import { cameraIdentity, impostorIdentity } from './testing/tls-identities.ts'

const policy = { allowLoopback: 'any' } as const
const lockouts = new EndpointLockouts(systemClock)
const deps = { clock: systemClock, network: systemNetwork, random: systemRandom, policy, lockouts }

function pinOf(cert: string): string {
  const spki = new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(spki).digest('base64')
}

const cameras: ScriptedCamera[] = []
after(async () => {
  for (const camera of cameras) await camera.stop()
})

async function start(identity: typeof cameraIdentity | null): Promise<ScriptedCamera> {
  const camera = await new ScriptedCamera(() => false, identity).start()
  cameras.push(camera)
  return camera
}

const inspect = (url: string, tlsPin: string | null) =>
  inspectCamera({ url, transport: 'auto', tlsPin }, deps, new AbortController().signal)
const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => assert.fail('it was let in'),
    (error: AppError) => error,
  )

test('a self-signed camera with its adopted key streams, under every spelling of the scheme (R71, R72)', async () => {
  const camera = await start(cameraIdentity)
  for (const scheme of ['rtsps', 'rstsps', 'rtspx']) {
    const result = await inspect(camera.url('/live', '', scheme), pinOf(cameraIdentity.cert))
    assert.equal(result.description.video.width, 640)
    assert.equal(result.transport, 'tcp')
  }
})

test('a camera with another key gets no request and no password, and the error names its key', async () => {
  const impostor = await start(impostorIdentity)
  const error = await caught(inspect(impostor.url('/live', 'u:s3cret@', 'rtsps'), pinOf(cameraIdentity.cert)))
  assert.equal(error.code, 'camera.untrusted')
  assert.ok(error.publicMessage.includes(pinOf(impostorIdentity.cert)))
  assert.ok(!`${error.stack}${error.publicMessage}`.includes('s3cret'))
  assert.deepEqual(impostor.requests, [])
})

test('without an adopted key a self-signed camera is refused', async () => {
  const camera = await start(cameraIdentity)
  const error = await caught(inspect(camera.url('/live', 'u:s3cret@', 'rtsps'), null))
  assert.equal(error.code, 'camera.untrusted')
  assert.deepEqual(camera.requests, [])
})

test('a plain camera is never talked to in plain text because rtsps did not work', async () => {
  const camera = await start(null)
  const error = await caught(inspect(camera.url('/live', 'u:s3cret@', 'rtsps'), pinOf(cameraIdentity.cert)))
  assert.equal(error.code, 'camera.unreachable')
  assert.deepEqual(camera.requests, [])
})
