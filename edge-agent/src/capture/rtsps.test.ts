import assert from 'node:assert/strict'
import { createHash, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { after, test } from 'node:test'
import { createServer as createTlsServer, getCACertificates, setDefaultCACertificates } from 'node:tls'
import type { AppError } from '@nightjar/shared/errors/app-error.ts'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import { EndpointLockouts } from '../camera-access/lockout.ts'
import { systemNetwork } from '../platform/network.ts'
import { systemRandom } from '../platform/random.ts'
import { inspectCamera } from './inspect-camera.ts'
import { ScriptedCamera } from './testing/scripted-camera.ts'
import { cameraIdentity, impostorIdentity, vouchedIdentity } from './testing/tls-identities.ts'

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
    assert.deepEqual(result.agreement.transport, { over: 'tcp', because: 'encrypted' })
  }
})

test('a camera with another key than the adopted one has changed its identity; the error shows the new one', async () => {
  const impostor = await start(impostorIdentity)
  const error = await caught(inspect(impostor.url('/live', 'u:s3cret@', 'rtsps'), pinOf(cameraIdentity.cert)))
  assert.equal(error.code, 'camera.identity-changed')
  assert.ok(!`${error.stack}${error.publicMessage}`.includes('s3cret'))
  const { validFromDate, validToDate } = new X509Certificate(impostorIdentity.cert)
  assert.deepEqual(error.certificate, {
    spkiSha256: pinOf(impostorIdentity.cert),
    subject: 'CN=camera',
    validFromMs: validFromDate.getTime(),
    validToMs: validToDate.getTime(),
  })
  assert.deepEqual(impostor.requests, [])
})

test('without an adopted key a self-signed camera is refused, with the key that could be adopted', async () => {
  const camera = await start(cameraIdentity)
  const error = await caught(inspect(camera.url('/live', 'u:s3cret@', 'rtsps'), null))
  assert.equal(error.code, 'camera.untrusted')
  assert.equal(error.certificate?.spkiSha256, pinOf(cameraIdentity.cert))
  assert.deepEqual(camera.requests, [])
})

test('not one byte reaches whoever answers with a wrong key, whether a key was adopted or not', async () => {
  for (const pin of [pinOf(cameraIdentity.cert), null]) {
    let bytes = 0
    const gone = Promise.withResolvers<void>()
    const server = createTlsServer(impostorIdentity, socket => {
      socket.on('data', chunk => {
        bytes += chunk.length
      })
      // As a man in the middle would: it speaks first, to get an answer.
      socket.write('OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n')
      socket.on('error', () => {})
    })
    server.on('tlsClientError', () => {})
    // Below TLS: who hangs up at once may not even have finished the handshake.
    server.on('connection', (socket: Socket) => socket.on('close', () => gone.resolve()))
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as { port: number }
    await caught(inspect(`rtsps://u:s3cret@127.0.0.1:${port}/live`, pin))
    await gone.promise
    assert.equal(bytes, 0, `pin ${pin}`)
    server.close()
  }
})

test('a certificate that an authority vouches for needs no pin; a pin counts for more than an authority', async () => {
  const before = getCACertificates('default')
  setDefaultCACertificates([...before, vouchedIdentity.cert])
  try {
    const camera = await start(vouchedIdentity)
    const { agreement } = await inspect(camera.url('/live', '', 'rtsps'), null)
    assert.equal(agreement.certificate?.subject, 'CN=vouched camera, O=Example')
    const error = await caught(inspect(camera.url('/live', '', 'rtsps'), pinOf(cameraIdentity.cert)))
    assert.equal(error.code, 'camera.identity-changed')
  } finally {
    setDefaultCACertificates(before)
  }
})

test('a plain camera is never talked to in plain text because rtsps did not work', async () => {
  const camera = await start(null)
  const error = await caught(inspect(camera.url('/live', 'u:s3cret@', 'rtsps'), pinOf(cameraIdentity.cert)))
  assert.equal(error.code, 'camera.tls-failed')
  assert.deepEqual(camera.requests, [])
})

/** The code with which an inspection of a plain server ends that does this with each connection. */
async function codeAt(scheme: string, serve: (socket: Socket) => void): Promise<string> {
  const server = createServer(socket => serve(socket.on('error', () => {})))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as { port: number }
  const { code } = await caught(inspect(`${scheme}://127.0.0.1:${port}/`, null))
  server.close()
  return code
}

test('what answers TLS with something else speaks none; what hangs up leaves that open', async () => {
  assert.equal(await codeAt('rtsps', socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')), 'camera.no-tls')
  assert.equal(await codeAt('rtsps', socket => socket.end('RTSP/1.0 400 Bad Request\r\n\r\n')), 'camera.no-tls')
  assert.equal(await codeAt('rtsps', socket => socket.once('data', () => socket.destroy())), 'camera.tls-failed')
})

test('rtsp:// at a port for rtsps:// is told to use that, whether the port says so or hangs up', async () => {
  const mute = await start(cameraIdentity)
  const { code } = await caught(inspect(mute.url('/live'), null))
  assert.equal(code, 'camera.wants-tls')
  assert.deepEqual(mute.requests, [])
  const alert = Buffer.from([21, 3, 3, 0, 2, 2, 70])
  assert.equal(await codeAt('rtsp', socket => socket.once('data', () => socket.end(alert))), 'camera.wants-tls')
  assert.equal(await codeAt('rtsp', socket => socket.once('data', () => socket.destroy())), 'camera.hung-up')
})
