import assert from 'node:assert/strict'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import type { CameraConfig } from '@nightjar/shared/protocol/config/document.ts'
import { configStore } from '../config/config-store.ts'
import { identityStore } from '../config/identity-store.ts'
import { openIndex } from '../index/open-index.ts'
import { systemSpawner } from '../platform/spawn.ts'
import { cameraConfig, signedConfig, testIdentity } from '../testing/enrolled.ts'
import { closedSegment, testSign } from '../testing/records.ts'
import { runAgent } from './agent.ts'
import type { AgentDeps } from './part-deps.ts'
import { agentScene } from './testing/scene.ts'

async function until(what: string, isTrue: () => boolean): Promise<void> {
  for (let i = 0; i < 3_000 && !isTrue(); i++) await systemClock.sleep(10)
  assert.ok(isTrue(), what)
}

/** An agent that was enrolled and configured before. Its control plane is not there. */
async function setUp(t: Parameters<typeof agentScene>[0], camera: CameraConfig) {
  const scene = await agentScene(t, systemClock)
  const { deps, dataDir, stopping } = scene
  const identity = testIdentity()
  await identityStore(dataDir, deps.log).write(identity)
  await configStore(dataDir, deps.log).write(signedConfig(identity, { cameras: [camera] }))
  /** Starts it, and sees to its end. */
  const start = (change: Partial<AgentDeps> = {}) => {
    const running = runAgent({ ...deps, ...change }, stopping.signal)
    const ended = running.catch(() => undefined)
    t.after(async () => {
      stopping.abort()
      await ended
    })
    return running
  }
  /** The index as the stopped agent left it. */
  const index = () => {
    const { clock, random } = deps
    return openIndex({ path: join(dataDir, 'index.db'), owner: identity, sign: testSign, clock, random })
  }
  return { ...scene, start, index }
}

test('with the control plane away it records by the last good configuration', { timeout: 120_000 }, async t => {
  const asked: string[] = []
  const server = createServer(socket => {
    socket.on('error', () => undefined)
    socket.on('data', bytes => void asked.push(bytes.toString('latin1')))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(async () => void server.close())
  const { port } = server.address() as { port: number }
  const [stream] = cameraConfig().streams
  const camera = cameraConfig({ streams: [{ ...stream!, url: `rtsp://127.0.0.1:${port}/main` }] })
  const { deps, start, stopping, lines } = await setUp(t, camera)
  const running = start({ spawner: systemSpawner, options: { ...deps.options, allowLoopback: 'any' } })
  await until('the recorder asks the camera', () => asked.some(text => text.includes(`rtsp://127.0.0.1:${port}/main`)))
  await until('the link was tried in vain', () => lines.some(line => line.msg === 'link is down'))
  stopping.abort()
  await running
  assert.equal(lines.at(-1)?.msg, 'stopped')
})

test('it stops from the outside in: what the recorder closes last is in the index, and the ledger up to the end', {
  timeout: 60_000,
}, async t => {
  const camera = cameraConfig({ addedAtMs: systemClock.wallMs() - 60_000 })
  const { cameraId } = camera
  const { start, stopping, spawner, index, lines } = await setUp(t, camera)
  const now = systemClock.wallMs()
  const last = closedSegment(cameraId, now - 5_000, now)
  spawner.onTold = (child, { kind }) => {
    if (kind !== 'stop') return
    void systemClock.sleep(200).then(() => {
      child.say({ kind: 'segment-closed', segment: last })
      child.exit(0)
    })
  }
  const running = start()
  await until('the recorder is told its cameras', () =>
    Boolean(
      spawner.children[0]?.told.some(({ kind, cameras }) => kind === 'cameras' && JSON.stringify(cameras) !== '[]'),
    ),
  )
  assert.equal(spawner.children[0]?.told[0]?.kind, 'start')
  assert.equal(spawner.children[0].told.filter(({ kind }) => kind === 'stop').length, 0)
  stopping.abort()
  await running

  assert.deepEqual(
    spawner.children.map(child => child.told.at(-1)?.kind),
    ['stop'],
    'one recorder, and its stop was the last word',
  )
  const after = index()
  assert.equal(after.usage(cameraId).segments, 1)
  const messages = after.nextMessages(9).flatMap(({ name, payload }) => (name === 'records.appended' ? payload : []))
  const entries = messages.flatMap(({ records }) => records.filter(record => record.kind === 'ledger'))
  const recorded = entries.find(entry => entry.state === 'recorded')
  assert.deepEqual([recorded?.fromMs, recorded?.toMs], [last.wallStartMs, last.wallEndMs])
  assert.ok((after.accountedTo(cameraId) ?? 0) > last.wallEndMs, 'the time of the stop itself is accounted for')
  assert.notEqual(after.note('ledger.clean-stop'), null, 'the next start knows that this was no crash')
  after.close()
  assert.deepEqual(
    lines.filter(line => line.level >= 50),
    [],
    'nothing was done to what was closed already',
  )
})

test('without an identity, or on the wrong disk, nothing is started', async t => {
  const { deps, start, stopping, spawner, dataDir } = await setUp(t, cameraConfig())
  const running = start()
  await until('it runs', () => spawner.children.length === 1)
  stopping.abort()
  await running
  spawner.children.splice(0)
  const again = new AbortController()

  await rm(join(dataDir, 'segments'), { recursive: true })
  await assert.rejects(runAgent(deps, again.signal), { code: 'disk.wrong-folder' })
  for (const name of ['identity.json', 'identity.copy.json']) await rm(join(dataDir, name))
  await assert.rejects(runAgent(deps, again.signal), { code: 'enrolment.refused' })
  assert.deepEqual(spawner.children, [])
})
