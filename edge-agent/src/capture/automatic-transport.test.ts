import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { after, test } from 'node:test'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import { systemNetwork } from '../platform/network.ts'
import { systemRandom } from '../platform/random.ts'
import type { Agreement } from './agreement.ts'
import { parseCameraUrl } from './rtsp/url.ts'
import { RtspSource } from './rtsp-source.ts'
import { type Script, ScriptedCamera } from './testing/scripted-camera.ts'

const deps = {
  clock: systemClock,
  network: systemNetwork,
  random: systemRandom,
  policy: { allowLoopback: 'any' },
} as const
const sender = createSocket('udp4')
const cameras: ScriptedCamera[] = []
after(async () => {
  for (const camera of cameras) await camera.stop()
  sender.close()
})

/** Sends over UDP; of TCP it says that it has none, or agrees to it and sends nothing. */
async function udpCamera(overTcp: 'refused' | 'silent') {
  const asked: string[] = []
  let clientPort = 0
  const script: Script = ({ method, header, reply, socket }) => {
    const transport = header('transport') ?? ''
    const isTcp = transport.includes('TCP')
    if (method === 'SETUP') {
      asked.push(isTcp ? 'tcp' : 'udp')
      clientPort = isTcp ? 0 : Number(/client_port=(\d+)/.exec(transport)?.[1])
      if (isTcp && overTcp === 'refused') reply(461)
      else reply(200, { Session: '1', Transport: isTcp ? 'RTP/AVP/TCP;interleaved=0-1' : 'RTP/AVP;server_port=9-10' })
      return true
    }
    if (method !== 'PLAY') return false
    reply(200, { Session: '1' })
    if (clientPort > 0) camera.stream(packet => sender.send(packet, clientPort, '127.0.0.1'), socket)
    return true
  }
  const camera: ScriptedCamera = await new ScriptedCamera(script).start()
  cameras.push(camera)
  return { camera, asked }
}

/** One attempt that ends with the first picture; what was agreed on, each time. */
async function attempt(source: RtspSource): Promise<Agreement['transport'][]> {
  const stop = new AbortController()
  const agreed: Agreement['transport'][] = []
  const events = {
    accepted: ({ transport }: Agreement) => void agreed.push(transport),
    run: () => {},
    packet: () => stop.abort(),
  }
  await source.run(events, stop.signal).catch((error: unknown) => {
    if (!stop.signal.aborted) throw error
  })
  return agreed
}
const automatic = (camera: ScriptedCamera) =>
  new RtspSource(deps, { url: parseCameraUrl(camera.url()), transport: 'auto', tlsPin: null })

test('a camera that refuses TCP is recorded over UDP, on the same connection, and it is said why', async () => {
  const { camera, asked } = await udpCamera('refused')
  const source = automatic(camera)
  assert.deepEqual(await attempt(source), [{ over: 'udp', because: 'tcp-refused' }])
  assert.equal(camera.connections, 1)
  // Asking costs one message: it may have been set to TCP meanwhile.
  assert.deepEqual(await attempt(source), [{ over: 'udp', because: 'tcp-refused' }])
  assert.deepEqual(asked, ['tcp', 'udp', 'tcp', 'udp'])
})

test('a camera that agrees to TCP and sends nothing is recorded over UDP, and not asked for TCP again at once', async () => {
  const { camera, asked } = await udpCamera('silent')
  const source = automatic(camera)
  assert.deepEqual(await attempt(source), [
    { over: 'tcp', because: 'preferred' },
    { over: 'udp', because: 'tcp-silent' },
  ])
  assert.deepEqual(await attempt(source), [{ over: 'udp', because: 'tcp-silent' }])
  assert.deepEqual(asked, ['tcp', 'udp', 'udp'])
})

test('a usual camera is recorded over TCP', async () => {
  const camera = await new ScriptedCamera().start()
  cameras.push(camera)
  assert.deepEqual(await attempt(automatic(camera)), [{ over: 'tcp', because: 'preferred' }])
})
