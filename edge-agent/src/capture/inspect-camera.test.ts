import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import type { AppError } from '@nightjar/shared/errors/app-error.ts'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import { EndpointLockouts } from '../camera-access/lockout.ts'
import { systemNetwork } from '../platform/network.ts'
import { systemRandom } from '../platform/random.ts'
import { type InspectDeps, inspectCamera } from './inspect-camera.ts'
import { type Script, ScriptedCamera } from './testing/scripted-camera.ts'

const cameras: ScriptedCamera[] = []
afterEach(async () => {
  for (const camera of cameras.splice(0)) await camera.stop()
})

async function camera(script?: Script): Promise<ScriptedCamera> {
  const started = await new ScriptedCamera(script).start()
  cameras.push(started)
  return started
}

const deps = (): InspectDeps => ({
  clock: systemClock,
  network: systemNetwork,
  random: systemRandom,
  policy: { allowLoopback: 'any' },
  lockouts: new EndpointLockouts(systemClock),
})
const inspect = (url: string, using = deps()) =>
  inspectCamera({ url, transport: 'auto', tlsPin: null }, using, new AbortController().signal)
const refused = (promise: Promise<unknown>) =>
  promise.then(
    () => assert.fail('accepted'),
    (error: AppError) => error,
  )

test('an inspection is one connection and answers with description, rate and a keyframe (R59)', async () => {
  const usual = await camera()
  const result = await inspect(usual.url())
  assert.equal(usual.connections, 1)
  const { video, audio } = result.description
  assert.deepEqual([video.codec, video.width, video.height, audio], ['h264', 640, 360, null])
  assert.equal(result.measuredFrameRate, 50)
  assert.ok(result.keyframe.keyframe)
  assert.equal(result.keyframe.byteLength, 4004)
  assert.ok(usual.requests.includes('TEARDOWN'))
})

test('a wrong password is asked once; asking again is refused here, another password is not (R60, R61)', async () => {
  const guarded = await camera(({ header, reply }) => {
    if (header('authorization')?.endsWith(Buffer.from('u:right').toString('base64'))) return false
    reply(401, { 'WWW-Authenticate': 'Basic realm="cam"' })
    return true
  })
  const using = deps()
  const first = await refused(inspect(guarded.url('/live', 'u:s3cret@'), using))
  const second = await refused(inspect(guarded.url('/live', 'u:s3cret@'), using))
  assert.deepEqual([first.code, second.code], ['camera.auth-refused', 'camera.auth-refused'])
  assert.ok((second.retryAfterSeconds ?? 0) > 290)
  assert.equal(guarded.connections, 1)
  await inspect(guarded.url('/live', 'u:right@'), using)
  assert.equal(guarded.connections, 2)
})

test('a refused password holds back its own port only: behind one router each port is another camera', async () => {
  const refusing = await camera(({ reply }) => {
    reply(401, { 'WWW-Authenticate': 'Basic realm="cam"' })
    return true
  })
  const other = await camera()
  const using = deps()
  assert.equal((await refused(inspect(refusing.url('/live', 'u:pw@'), using))).code, 'camera.auth-refused')
  await inspect(other.url('/live', 'u:pw@'), using)
  assert.equal((await refused(inspect(refusing.url('/other', 'u:pw@'), using))).code, 'camera.auth-refused')
  assert.deepEqual([refusing.connections, other.connections], [1, 1], 'channels of one port still share the pause')
})

test('what is no camera address is refused without a connection', async () => {
  const using: InspectDeps = { ...deps(), policy: { allowLoopback: 'none' } }
  const usual = await camera()
  for (const url of [usual.url(), 'file:///etc/passwd', 'exec:id', 'rtsp://169.254.169.254/latest', 'rtsp://0x7f.1/']) {
    assert.equal((await refused(inspect(url, using))).code, 'camera.source-refused', url)
  }
  assert.equal(usual.connections, 0)
})
