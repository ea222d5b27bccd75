import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { after, test } from 'node:test'
import type { TransportChoice } from '@nightjar/shared/domain/camera.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { errorCodes } from '@nightjar/shared/errors/codes.ts'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import { EndpointLockouts } from '../camera-access/lockout.ts'
import { systemNetwork } from '../platform/network.ts'
import { systemRandom } from '../platform/random.ts'
import { type InspectDeps, inspectCamera } from './inspect-camera.ts'
import { type Script, ScriptedCamera } from './testing/scripted-camera.ts'

const stops: (() => Promise<unknown>)[] = []
after(() => Promise.all(stops.map(stop => stop())))

const deps = (): InspectDeps => ({
  clock: systemClock,
  network: systemNetwork,
  random: systemRandom,
  policy: { allowLoopback: 'any' },
  lockouts: new EndpointLockouts(systemClock),
})

/** Code and sentence with which an inspection ends, the password never in them. */
async function refusal(url: string, transport: TransportChoice = 'auto', using = deps()): Promise<AppError> {
  const error = await inspectCamera({ url, transport, tlsPin: null }, using, new AbortController().signal).then(
    () => assert.fail('accepted'),
    (caught: unknown) => caught,
  )
  assert.ok(error instanceof AppError, String(error))
  assert.ok(!`${error.stack}${error.publicMessage}${error.detail}`.includes('s3cret'))
  return error
}

async function scripted(script: Script, transport?: TransportChoice): Promise<AppError> {
  const camera = await new ScriptedCamera(script).start()
  stops.push(() => camera.stop())
  return refusal(camera.url('/live', 'u:s3cret@'), transport)
}

const answers =
  (guarded: string, status: number, headers: Record<string, string> = {}, body = ''): Script =>
  ({ method, reply }) => {
    if (method === guarded) reply(status, headers, body)
    return method === guarded
  }

test('each answer of a camera has a code of its own', async () => {
  const cases: readonly [Script, string, TransportChoice?][] = [
    [answers('DESCRIBE', 403), 'camera.auth-refused'],
    [answers('DESCRIBE', 404), 'camera.not-found'],
    [answers('SETUP', 454), 'camera.not-found'],
    [answers('SETUP', 453), 'camera.busy'],
    [answers('DESCRIBE', 503), 'camera.busy'],
    [answers('DESCRIBE', 500), 'camera.refused'],
    [answers('PLAY', 455), 'camera.refused'],
    [answers('SETUP', 461), 'camera.udp-only', 'tcp'],
    [answers('SETUP', 461), 'camera.tcp-only', 'udp'],
    [answers('SETUP', 461), 'camera.no-transport', 'auto'],
    [answers('DESCRIBE', 200), 'camera.no-description'],
    [answers('DESCRIBE', 200, {}, '<html>hello</html>'), 'camera.no-description'],
    [answers('DESCRIBE', 200, {}, `v=0\r\n${'a=x\r\n'.repeat(60_000)}`), 'camera.description-too-long'],
    [answers('DESCRIBE', 200, {}, 'm=audio 0 RTP/AVP 0\n'), 'camera.no-video'],
    [answers('DESCRIBE', 200, {}, 'm=video 0 RTP/AVP 26\n'), 'camera.unsupported'],
  ]
  for (const [script, code, transport] of cases) assert.equal((await scripted(script, transport)).code, code, code)
})

test('a redirect to elsewhere is not followed; it is said where to, without credentials and path', async () => {
  for (const status of [301, 302, 303, 305, 307]) {
    const Location = 'rtsp://admin:s3cret@192.168.9.9:8554/s3cret?pw=s3cret'
    const error = await scripted(answers('DESCRIBE', status, { Location }))
    assert.equal(error.code, 'camera.redirected')
    assert.match(error.publicMessage, /rtsp:\/\/192\.168\.9\.9:8554\. /)
  }
  for (const Location of ['file:///etc/passwd', 'http://u:s3cret@10.0.0.1/', ''])
    assert.equal(
      (await scripted(answers('DESCRIBE', 302, { Location }))).publicMessage,
      errorCodes['camera.redirected'].remedy,
    )
})

test('the status of a refusal that has no word of its own is in the sentence', async () => {
  assert.match((await scripted(answers('SETUP', 551))).publicMessage, /SETUP with status 551/)
})

test('a camera that takes the connection and never answers is silent, not stalled', async () => {
  const open = new Set<Socket>()
  const server = createServer(socket => void open.add(socket.on('error', () => {}))).listen(0, '127.0.0.1')
  await once(server, 'listening')
  stops.push(async () => {
    for (const socket of open) socket.destroy()
    server.close()
  })
  const { port } = server.address() as { port: number }
  assert.equal((await refusal(`rtsp://u:s3cret@127.0.0.1:${port}/`)).code, 'camera.silent')
})

test('a port where nobody listens refuses; a name that does not resolve is not known', async () => {
  const gone = await new ScriptedCamera().start()
  await gone.stop()
  assert.equal((await refusal(gone.url())).code, 'camera.connection-refused')
  const network = { ...systemNetwork, resolve: async () => Promise.reject(new Error('ENOTFOUND')) }
  assert.equal((await refusal('rtsp://no-such.example/', 'auto', { ...deps(), network })).code, 'camera.name-unknown')
})
