import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import { configHash } from '@nightjar/shared/protocol/config/config-hash.ts'
import type { SignedConfig } from '@nightjar/shared/protocol/config/document.ts'
import pino from 'pino'
import { configStore } from '../config/config-store.ts'
import { cameraConfig, signedConfig, testIdentity } from '../testing/enrolled.ts'
import { type Answer, localControlPlane, problem } from '../testing/local-control-plane.ts'
import { type AppliedReport, createConfigFollower } from './config-follower.ts'
import type { TokenSource } from './token-source.ts'

const identity = testIdentity()
const log = pino({ level: 'silent' })

async function setUp(t: { after(stop: () => unknown): void }) {
  const dataDir = await mkdtemp(join(tmpdir(), 'nightjar-config-'))
  t.after(() => rm(dataDir, { recursive: true, force: true }))
  const store = configStore(dataDir, log)
  const offer = { answer: (): Answer | Promise<Answer> => ({ status: 304 }) }
  const { api, asked } = await localControlPlane(t, systemClock, () => offer.answer())
  const applied: number[] = []
  const reports: AppliedReport[] = []
  /** What is on the disk when a configuration is applied. */
  const stored: (number | undefined)[] = []
  const bad = new Set<string>()
  const follower = () =>
    createConfigFollower({
      api,
      tokens: { get: async () => ({ accessToken: 'token' }) } as TokenSource,
      identity,
      store,
      apply: async ({ config }) => {
        stored.push((await store.read())?.config.version)
        applied.push(config.version)
        return config.cameras.map(({ cameraId }) =>
          bad.has(cameraId) ? { cameraId, ok: false, error: 'no' } : { cameraId, ok: true, error: null },
        )
      },
      report: report => void reports.push(report),
      log,
    })
  const give = (signed: SignedConfig) => {
    offer.answer = () => ({ json: signed })
  }
  return { follower, store, offer, give, asked, applied, reports, stored, bad }
}

test('a new configuration is on the disk before it is applied, then reported; the next request names it', async t => {
  const { follower, give, asked, applied, reports, stored, offer } = await setUp(t)
  const config = follower()
  assert.equal(config.version(), 0)
  assert.equal(config.config(), null)
  const signed = signedConfig(identity, { version: 4, cameras: [cameraConfig()] })
  give(signed)
  await config.refresh()
  assert.deepEqual([applied, stored], [[4], [4]])
  assert.equal(config.version(), 4)
  assert.deepEqual(config.config(), signed.config)
  assert.equal(reports[0]?.ok, true)
  assert.deepEqual([reports[0].version, reports[0].hash], [4, configHash(signed.config)])

  offer.answer = () => ({ status: 304 })
  await config.refresh()
  assert.deepEqual(
    asked.map(one => one.etag),
    [undefined, `"${configHash(signed.config)}"`],
  )
  assert.deepEqual(applied, [4], 'nothing changed')
})

test('a camera that cannot be set up is reported; the others run', async t => {
  const { follower, give, reports, bad } = await setUp(t)
  const cameras = [cameraConfig(), cameraConfig()]
  bad.add(cameras[0]!.cameraId)
  give(signedConfig(identity, { cameras }))
  await follower().refresh()
  assert.equal(reports[0]?.ok, false)
  assert.deepEqual(
    reports[0].cameras.map(camera => camera.ok),
    [false, true],
  )
})

test('a configuration that is forged, or older than the one in force, changes nothing and is reported', async t => {
  const { follower, give, store, applied, reports } = await setUp(t)
  const config = follower()
  const good = signedConfig(identity, { version: 4 })
  give(good)
  await config.refresh()
  for (const wrong of [
    signedConfig(identity, { version: 3 }),
    { ...signedConfig(identity, { version: 9 }), keyId: 'x' },
  ]) {
    give(wrong)
    await config.refresh()
    assert.equal(reports.at(-1)?.ok, false)
    assert.equal(reports.at(-1)?.version, 0)
    assert.ok(reports.at(-1)?.error)
  }
  assert.deepEqual(applied, [4])
  assert.deepEqual((await store.read())?.config, good.config)
  assert.equal(config.version(), 4)
})

test('the last good one is restored without a request; one on the disk that is not ours is left alone', async t => {
  const { follower, store, asked, applied } = await setUp(t)
  await store.write(signedConfig(testIdentity(), { version: 8 }))
  const refused = follower()
  await refused.restore()
  assert.equal(refused.version(), 0)
  await store.write(signedConfig(identity, { version: 6 }))
  const restored = follower()
  await restored.restore()
  assert.equal(restored.version(), 6)
  assert.deepEqual(applied, [6])
  assert.deepEqual(asked, [])
})

test('a hint of a newer version is followed, one of the version in force or an older one is not', async t => {
  const { follower, give, asked, applied } = await setUp(t)
  const config = follower()
  give(signedConfig(identity, { version: 4 }))
  config.hinted({ version: 4, hash: 'a'.repeat(64) })
  // Answers by one more round, so that it ends after the one that the hint began.
  await config.refresh()
  assert.deepEqual(applied.slice(0, 1), [4])
  const before = asked.length
  config.hinted({ version: 4, hash: 'a'.repeat(64) })
  config.hinted({ version: 3, hash: 'a'.repeat(64) })
  await systemClock.sleep(50)
  assert.equal(asked.length, before)
})

test('what is asked for during a round is answered by exactly one more', async t => {
  const { follower, offer, asked } = await setUp(t)
  const config = follower()
  let letGo: () => void = () => undefined
  offer.answer = () =>
    new Promise(resolve => {
      letGo = () => resolve({ status: 304 })
    })
  const first = config.refresh()
  while (asked.length < 1) await systemClock.sleep(5)
  const more = [config.refresh(), config.refresh(), config.refresh()]
  letGo()
  while (asked.length < 2) await systemClock.sleep(5)
  letGo()
  await Promise.all([first, ...more])
  assert.equal(asked.length, 2)
})

test('a control plane that is away, or speaks nonsense, is no end: the next look finds what is new', async t => {
  const { follower, offer, give, applied, reports } = await setUp(t)
  const config = follower()
  offer.answer = () => problem(503, 'service.unavailable')
  await config.refresh()
  assert.deepEqual(reports, [], 'nothing to report of')
  give(signedConfig(identity, { version: 2 }))
  await config.refresh()
  assert.deepEqual(applied, [2])
})
