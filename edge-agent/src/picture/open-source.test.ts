import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import type { StreamConfig } from '@nightjar/shared/protocol/config/streams.ts'
import pino from 'pino'
import { EndpointLockouts } from '../camera-access/lockout.ts'
import { ScriptedCamera } from '../capture/testing/scripted-camera.ts'
import { systemNetwork } from '../platform/network.ts'
import { systemRandom } from '../platform/random.ts'
import { openSource } from './open-source.ts'
import type { SourceCamera } from './owned-source.ts'

const unmasked: SourceCamera = { mask: null, credentials: null }
const masked: SourceCamera = { mask: { version: 1, geometryHash: '0'.repeat(64) }, credentials: null }

function deps() {
  return {
    clock: systemClock,
    network: systemNetwork,
    random: systemRandom,
    policy: { allowLoopback: 'any' as const },
    lockouts: new EndpointLockouts(systemClock),
    log: pino({ level: 'silent' }),
  }
}

async function scene(t: { after(stop: () => Promise<void>): void }) {
  const camera = await new ScriptedCamera().start()
  const stream: StreamConfig = { streamId: 's', roles: ['record'], url: camera.url(), transport: 'tcp' }
  const states: string[] = []
  const observer = {
    state: (state: { state: string }) => void states.push(state.state),
    run: () => {},
    packet: () => {},
    loss: () => {},
  }
  const source = openSource(unmasked, stream, observer, deps())
  const heard: string[] = []
  let pictures = 0
  const leave = source.subscribe({
    runStarted: () => void heard.push('run'),
    packet: () => void pictures++,
    runEnded: reason => void heard.push(`end ${reason}`),
    closed: reason => void heard.push(`closed ${reason}`),
  })
  t.after(async () => {
    await source.close('stopped')
    await camera.stop()
  })
  const more = async () => {
    const before = pictures
    while (pictures < before + 3) await wait(5)
  }
  return { camera, stream, states, source, heard, leave, more }
}

test('a camera with a mask has no source, and connects nowhere', () => {
  const stream: StreamConfig = { streamId: 's', roles: ['record'], url: 'rtsp://10.0.0.1/', transport: 'tcp' }
  const observer = { state: () => assert.fail('connects'), run: () => {}, packet: () => {}, loss: () => {} }
  assert.throws(() => openSource(masked, stream, observer, deps()), { code: 'camera.masked-unsupported' })
})

test('takes a new configuration, and connects again only where the way to the camera is another', {
  timeout: 20_000,
}, async t => {
  const { camera, stream, source, heard, more } = await scene(t)
  await more()
  source.recapture({ ...unmasked }, { ...stream, roles: ['record', 'live'] })
  await more()
  assert.deepEqual([camera.connections, heard], [1, ['run']])
  const other = { ...stream, url: camera.url('/other') }
  source.recapture(unmasked, other)
  await more()
  assert.deepEqual([camera.connections, heard], [2, ['run', 'end reconnecting', 'run']])
  source.recapture({ ...unmasked, credentials: { username: 'u', password: 'p' } }, other)
  await more()
  assert.equal(camera.connections, 3)
  source.recapture({ ...unmasked, credentials: { username: 'u', password: 'p' } }, { ...other })
  await more()
  assert.equal(camera.connections, 3)
})

test('refuses a mask that comes later; closed, it has let go of the camera and told why', {
  timeout: 20_000,
}, async t => {
  const { camera, stream, source, states, heard, more } = await scene(t)
  await more()
  assert.throws(() => source.recapture(masked, stream), { code: 'camera.masked-unsupported' })
  await source.close('camera.masked-unsupported')
  while (camera.open > 0) await wait(5)
  assert.deepEqual(heard, ['run', 'end stopped', 'closed camera.masked-unsupported'])
  assert.equal(states.at(-1), 'stopped')
})

test('connects again where damaged pictures are kept from now on, or no longer, and only there', {
  timeout: 30_000,
}, async t => {
  const { camera, stream, source, more } = await scene(t)
  await more()
  const connections: number[] = []
  for (const loss of [undefined, null, { keepDamaged: true }, { keepDamaged: false }, undefined]) {
    source.recapture({ ...unmasked, ...(loss === undefined ? {} : { loss }) }, stream)
    await more()
    connections.push(camera.connections)
  }
  assert.deepEqual(connections, [1, 2, 2, 3, 3])
})

test('a password within the address is on the wire only, and only where it was entered within one', {
  timeout: 20_000,
}, async t => {
  const uris: string[] = []
  const camera = await new ScriptedCamera(({ uri }) => void uris.push(uri)).start()
  const [lines, states]: string[][] = [[], []]
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines!.push(line) })
  const credentials = { username: 'admin', password: 'c4nary&1' }
  const stream: StreamConfig = {
    streamId: 's',
    roles: ['record'],
    url: camera.url('/user={username}&password={password}&channel=1'),
    transport: 'tcp',
  }
  const observer = {
    state: (state: object) => void states!.push(JSON.stringify(state)),
    run: () => {},
    packet: () => {},
    loss: () => {},
  }
  const source = openSource({ mask: null, credentials, fillsAddress: true }, stream, observer, { ...deps(), log })
  t.after(async () => {
    await source.close('stopped')
    await camera.stop()
  })
  const leave = source.subscribe({ runStarted: () => {}, packet: () => {}, runEnded: () => {}, closed: () => {} })
  while (!states!.some(state => state.includes('streaming'))) await wait(5)
  for (const uri of uris) assert.match(uri, /\/user=admin&password=c4nary%261&channel=1/)
  uris.length = 0
  source.recapture({ mask: null, credentials }, stream)
  while (uris.length < 2) await wait(5)
  for (const uri of uris.filter(each => !each.includes('c4nary')))
    assert.match(uri, /\/user=\{username\}&password=\{password\}/)
  assert.ok(uris.some(uri => uri.includes('{password}')))
  leave()
  assert.ok(!`${lines!.join()}${states!.join()}`.includes('c4nary'))
})
