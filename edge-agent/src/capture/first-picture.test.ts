import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { afterEach, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import { EndpointLockouts } from '../camera-access/lockout.ts'
import type { ConnectionState } from '../media/connection-state.ts'
import { systemNetwork } from '../platform/network.ts'
import { systemRandom } from '../platform/random.ts'
import { parseCameraUrl } from './rtsp/url.ts'
import { RtspSource } from './rtsp-source.ts'
import { superviseCamera } from './supervisor.ts'
import { rtp, slice } from './testing/rtp-maker.ts'
import { type Exchange, ScriptedCamera } from './testing/scripted-camera.ts'

const policy = { allowLoopback: 'any' } as const
const deps = { clock: systemClock, network: systemNetwork, random: systemRandom, policy }
const ends: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** A camera that does what `script` says and, asked to play, what `play` does with its socket. */
async function camera(play: (socket: Socket) => void, script: (exchange: Exchange) => boolean = () => false) {
  const scripted = await new ScriptedCamera(exchange => {
    if (script(exchange)) return true
    if (exchange.method !== 'PLAY') return false
    exchange.reply(200, { Session: '1234' })
    play(exchange.socket)
    return true
  }).start()
  ends.push(() => scripted.stop())
  return scripted
}

function supervise(url: string, lockouts = new EndpointLockouts(systemClock)) {
  const states: ConnectionState[] = []
  const stop = new AbortController()
  const parsed = parseCameraUrl(url)
  const source = new RtspSource(deps, { url: parsed, transport: 'tcp', tlsPin: null })
  const events = { state: (state: ConnectionState) => states.push(state), run: () => {}, packet: () => {} }
  const { credentials } = parsed
  const done = superviseCamera({ source, endpoint: parsed, credentials }, { ...deps, lockouts }, events, stop.signal)
  ends.push(() => {
    stop.abort()
    return done
  })
  return states
}

/** Waits until it is true, for as long as the test may take. */
async function until(signal: AbortSignal, isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await wait(20, undefined, { signal })
}

async function seen(signal: AbortSignal, states: ConnectionState[], is: (state: ConnectionState) => boolean) {
  await until(signal, () => states.some(is))
  return states.find(is)!
}

const awaits = (what: string) => (state: ConnectionState) => state.state === 'connecting' && state.awaits?.what === what

test('a camera that sends nothing, and then no keyframe, says what is waited for within seconds', {
  timeout: 30_000,
}, async ({ signal }) => {
  const startedMs = Date.now()
  let sendsKeyframes = false
  const slow = await camera(socket => {
    let picture = 0
    const timer = setInterval(() => {
      if (Date.now() - startedMs < 4500) return
      const payload = slice(sendsKeyframes ? 5 : 1, 300)
      const packet = rtp({ sequence: picture, timestamp: picture++ * 3600, payload, marker: true })
      socket.write(Buffer.concat([Buffer.from([0x24, 0, packet.length >> 8, packet.length & 255]), packet]))
    }, 40)
    socket.on('close', () => clearInterval(timer))
  })
  const states = supervise(slow.url())
  const silent = await seen(signal, states, awaits('packets'))
  const sinceMs = silent.state === 'connecting' ? silent.awaits!.sinceMs : 0
  assert.ok(sinceMs >= startedMs && sinceMs <= Date.now())
  const blind = await seen(signal, states, awaits('keyframe'))
  assert.equal(blind.state === 'connecting' && blind.awaits?.sinceMs, sinceMs, 'the time goes on counting')
  sendsKeyframes = true
  await seen(signal, states, state => state.state === 'streaming')
  assert.deepEqual(
    states.map(state => (state.state === 'connecting' ? (state.awaits?.what ?? state.state) : state.state)),
    ['connecting', 'packets', 'keyframe', 'streaming'],
  )
})

test('a channel that takes the password and then never answers holds up no other one of its host', {
  timeout: 30_000,
}, async ({ signal }) => {
  const guarded = await camera(
    () => {},
    ({ method, header, uri, reply }) => {
      if (method === 'OPTIONS') return false
      if (header('authorization') === null) {
        reply(401, { 'WWW-Authenticate': 'Basic realm="recorder"' })
        return true
      }
      // The first channel never answers to SETUP.
      return method === 'SETUP' && uri.includes('/one')
    },
  )
  const lockouts = new EndpointLockouts(systemClock)
  supervise(guarded.url('/one', 'u:p@'), lockouts)
  await until(signal, () => guarded.requests.includes('SETUP'))
  supervise(guarded.url('/two', 'u:p@'), lockouts)
  await until(signal, () => guarded.requests.includes('PLAY'))
  // The first channel's SETUP is given up after ten seconds, and until then nothing has ended.
  assert.equal(guarded.open, 2)
})
