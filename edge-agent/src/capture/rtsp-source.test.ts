import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { TransportChoice } from '@nightjar/shared/domain/camera.ts'
import type { AppError } from '@nightjar/shared/errors/app-error.ts'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import type { CameraPacket } from '../media/packet.ts'
import { systemNetwork } from '../platform/network.ts'
import { systemRandom } from '../platform/random.ts'
import { parseCameraUrl } from './rtsp/url.ts'
import { RtspSource } from './rtsp-source.ts'
import { type Script, ScriptedCamera, usualSdp } from './testing/scripted-camera.ts'

const policy = { allowLoopback: 'any' } as const
const deps = { clock: systemClock, network: systemNetwork, random: systemRandom, policy }
const cameras: ScriptedCamera[] = []

afterEach(async () => {
  for (const camera of cameras.splice(0)) await camera.stop()
})

async function camera(script?: Script): Promise<ScriptedCamera> {
  const started = await new ScriptedCamera(script).start()
  cameras.push(started)
  return started
}

/** Streams until `pictures` have come or the attempt ends by itself; returns what came and the error, if any. */
async function receive(url: string, options: { transport?: TransportChoice; pictures?: number } = {}) {
  const { transport = 'auto', pictures = 25 } = options
  const packets: CameraPacket[] = []
  const stop = new AbortController()
  const source = new RtspSource(deps, { url: parseCameraUrl(url), transport, tlsPin: null })
  const events = {
    run: () => {},
    packet: (packet: CameraPacket) => {
      packets.push(packet)
      if (packets.length >= pictures) stop.abort()
    },
  }
  const error = await source.run(events, stop.signal).catch((caught: AppError) => (stop.signal.aborted ? null : caught))
  return { packets, error }
}

async function refusal(script: Script, userinfo = ''): Promise<string> {
  const victim = await camera(script)
  const { error } = await receive(victim.url('/live', userinfo))
  assert.ok(error)
  assert.ok(!`${error.stack}${error.publicMessage}${error.detail}`.includes('s3cret'))
  return error.code
}

test('a usual camera streams from its first keyframe over the wrap of sequence and timestamp, and is told goodbye', async () => {
  const usual = await camera()
  const { packets, error } = await receive(usual.url())
  assert.equal(error, null)
  assert.deepEqual(
    packets.map(packet => [packet.pts, packet.keyframe, packet.byteLength]),
    packets.map((_, i) => [i * 1800, i % 10 === 0, i % 10 === 0 ? 4004 : 304]),
  )
  assert.deepEqual(usual.requests, ['OPTIONS', 'DESCRIBE', 'SETUP', 'PLAY', 'TEARDOWN'])
  while (usual.open > 0) await wait(10)
})

test('Digest with a nonce that goes stale at any request is followed', async () => {
  let accepted = 0
  const strict = await camera(({ header, reply, method }) => {
    const nonce = `n${accepted}`
    if (header('authorization')?.includes(`nonce="${nonce}"`)) {
      accepted++
      return false
    }
    reply(401, { 'WWW-Authenticate': `Digest realm="cam", nonce="${nonce}", stale=${method !== 'OPTIONS'}` })
    return true
  })
  const { error } = await receive(strict.url('/live', 'u:p@'), { pictures: 5 })
  assert.equal(error, null)
})

test('a wrong password is sent exactly once, wherever the camera asks for it', async () => {
  for (const guarded of ['OPTIONS', 'DESCRIBE', 'SETUP']) {
    let sent = 0
    const code = await refusal(({ method, header, reply }) => {
      if (method !== guarded) return false
      if (header('authorization')) sent++
      reply(401, { 'WWW-Authenticate': `Digest realm="cam", nonce="${Math.random()}"` })
      return true
    }, 'u:s3cret@')
    assert.equal(code, 'camera.auth-refused')
    assert.equal(sent, 1, guarded)
  }
})

test('a server of another protocol is told apart from a camera that hangs up', async () => {
  const http = await refusal(({ socket }) => {
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
    return true
  })
  assert.equal(http, 'camera.protocol')
  const silent = await refusal(({ socket }) => {
    socket.destroy()
    return true
  })
  assert.equal(silent, 'camera.hung-up')
})

test('a camera that hangs up without an answer, whatever it is asked, is not called unreachable', async () => {
  for (const asked of ['OPTIONS', 'DESCRIBE', 'SETUP', 'PLAY']) {
    const code = await refusal(({ method, socket }) => {
      if (method === asked) socket.destroy()
      return method === asked
    })
    assert.equal(code, 'camera.hung-up', asked)
  }
})

test('a camera that hangs up after its challenge is called once more, with the answer', async () => {
  const rude = await camera(({ header, reply, socket }) => {
    if (header('authorization')) return false
    reply(401, { 'WWW-Authenticate': 'Digest realm="cam", nonce="1"', Connection: 'close' })
    socket.end()
    return true
  })
  const { error } = await receive(rude.url('/live', 'u:p@'), { pictures: 3 })
  assert.equal(error, null)
  assert.equal(rude.connections, 2)
})

test('PLAY is asked again without a range that the camera cannot take', async () => {
  const live = await camera(({ method, header, reply }) => {
    if (method !== 'PLAY' || header('range') === null) return false
    reply(457)
    return true
  })
  const { error } = await receive(live.url(), { pictures: 3 })
  assert.equal(error, null)
})

test('a redirect is followed on the same host only', async () => {
  const moved: ScriptedCamera = await camera(({ method, uri, reply }) => {
    if (method !== 'DESCRIBE' || uri.endsWith('/new')) return false
    reply(302, { Location: moved.url('/new') })
    return true
  })
  const { error } = await receive(moved.url('/old'), { pictures: 3 })
  assert.equal(error, null)
})

test('other channels than asked for, pictures before the answer to PLAY and requests of the server are taken', async () => {
  const odd = await camera(({ method, reply, socket }) => {
    if (method === 'SETUP') {
      reply(200, { Session: '    77 ; timeout=30', Transport: 'RTP/AVP/TCP;interleaved=0-1,RTP/AVP;client_port=1-2' })
      return true
    }
    if (method !== 'PLAY') return false
    socket.write('\0\0garbage\r\nSET_PARAMETER rtsp://cam/live RTSP/1.0\r\nCSeq: 44\r\n\r\n')
    odd.play(socket)
    setTimeout(() => reply(200, {}), 150)
    return true
  })
  const { error, packets } = await receive(odd.url())
  assert.equal(error, null)
  assert.equal(packets[0]?.keyframe, true)
})

test('sound that is announced and then refused costs no picture', async () => {
  const mute = await camera(({ method, uri, reply }) => {
    if (method === 'DESCRIBE') reply(200, {}, `${usualSdp}m=audio 0 RTP/AVP 8\r\na=control:track2\r\n`)
    else if (method === 'SETUP' && uri.endsWith('track2')) reply(454)
    else return false
    return true
  })
  const { error } = await receive(mute.url(), { pictures: 3 })
  assert.equal(error, null)
})

test('the first session id is kept, whatever later answers call it', async () => {
  const named: (string | null)[] = []
  const recorder = await camera(({ method, header, reply }) => {
    named.push(header('session'))
    if (method === 'DESCRIBE') reply(200, {}, `${usualSdp}m=audio 0 RTP/AVP 8\r\na=control:track2\r\n`)
    else if (method === 'SETUP') {
      const isSecond = header('session') !== null
      const Transport = `RTP/AVP/TCP;interleaved=${isSecond ? '2-3' : '0-1'}`
      reply(200, { Session: isSecond ? '231980' : '231970;timeout=60', Transport })
    } else return false
    return true
  })
  const { error } = await receive(recorder.url(), { pictures: 3 })
  assert.equal(error, null)
  assert.deepEqual(named, [null, null, null, '231970', '231970', '231970'])
})

test('a session is kept alive in half its time by what the camera advertises', async () => {
  for (const offered of ['GET_PARAMETER', 'OPTIONS']) {
    const short = await camera(({ method, reply }) => {
      if (method === 'OPTIONS') reply(200, { Public: `SETUP, PLAY, ${offered}` })
      else if (method === 'SETUP') reply(200, { Session: '5;timeout=5', Transport: 'RTP/AVP/TCP;interleaved=0-1' })
      else return false
      return true
    })
    const { error } = await receive(short.url(), { pictures: 250 })
    assert.equal(error, null)
    const after = short.requests.slice(short.requests.indexOf('PLAY') + 1)
    assert.ok(after.includes(offered), `${offered}: ${after}`)
  }
})

test('a camera that flaps, over TCP and UDP, leaves no socket, port or timer behind (F16)', async () => {
  const flapping = await camera(({ method, header, reply, socket, count }) => {
    const isTcp = header('transport')?.includes('TCP')
    if (method === 'SETUP' && isTcp && count % 3 === 0) reply(461)
    else if (method === 'SETUP' && !isTcp) reply(200, { Session: '1', Transport: 'RTP/AVP;unicast;server_port=9-10' })
    else if (method === 'PLAY') socket.destroy()
    else return false
    return true
  })
  const used = () => process.getActiveResourcesInfo().filter(name => /TCPSocket|UDP|Timeout/.test(name)).length
  const before = used()
  for (let i = 0; i < 40; i++) {
    const { error } = await receive(flapping.url())
    assert.equal(error?.code, 'camera.hung-up')
  }
  for (let i = 0; i < 200 && used() > before; i++) await wait(10)
  assert.ok(used() <= before, `${before} before, ${used()} after`)
})

test('a camera that stops sending is given up after ten seconds of its silence', async () => {
  const frozen = await camera(({ method, reply, socket }) => {
    if (method !== 'PLAY') return false
    reply(200, { Session: '1' })
    const stop = frozen.play(socket)
    setTimeout(stop, 500)
    return true
  })
  const { error } = await receive(frozen.url(), { pictures: 10_000 })
  assert.equal(error?.code, 'camera.stalled')
})

test('a camera that never sends is given up after ten seconds of its silence', async () => {
  const frozen = await camera(({ method, reply }) => {
    if (method !== 'PLAY') return false
    reply(200, { Session: '1' })
    return true
  })
  const { error } = await receive(frozen.url(), { transport: 'tcp' })
  assert.equal(error?.code, 'camera.no-data')
})
