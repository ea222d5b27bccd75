import assert from 'node:assert/strict'
import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import { testIdentity } from '../testing/enrolled.ts'
import { closedSegment, testId } from '../testing/records.ts'
import { openStore, type Store } from './open-store.ts'
import { recordAndDie } from './testing/record-and-die.ts'
import { agentScene, t0 } from './testing/scene.ts'

async function setUp(t: Parameters<typeof agentScene>[0]) {
  const scene = await agentScene(t, new SimulatedClock(t0))
  const identity = testIdentity()
  const open: Store[] = []
  const start = async () => {
    const store = await openStore({ ...scene.deps, identity })
    open.push(store)
    return store
  }
  const die = () => open.splice(0).forEach(store => void store.index.close())
  scene.stopping.signal.addEventListener('abort', die)
  return { ...scene, start, die }
}

test('a first start makes the folder and an empty index, without a warning', async t => {
  const { start, lines } = await setUp(t)
  const store = await start()
  assert.deepEqual(await readdir(store.segmentsDir), ['meta.json'])
  assert.deepEqual(store.index.totalUsage().segments, 0)
  assert.equal(store.warning, null)
  assert.deepEqual(
    lines.filter(line => line.level >= 50),
    [],
  )
})

test('what a process left open is taken into the index at the next start, and told when the recorder was lost', async t => {
  const scene = await setUp(t)
  const cameraId = testId()
  await recordAndDie((await scene.start()).segmentsDir, cameraId, t0)
  scene.die()
  const store = await scene.start()
  assert.equal(store.index.usage(cameraId).segments, 1)

  const other = testId()
  await recordAndDie(store.segmentsDir, other, t0)
  const [manifest, ...more] = await store.recover()
  assert.deepEqual(more, [])
  assert.equal(manifest?.cameraId, other)
  assert.equal(manifest.source, 'recovered')
  assert.deepEqual(await store.recover(), [], 'once')
})

test('a damaged index is set aside with a warning; a fresh one has what is on the disk as found, not as a chain from 0', async t => {
  const scene = await setUp(t)
  const cameraId = testId()
  await recordAndDie((await scene.start()).segmentsDir, cameraId, t0)
  scene.die()
  await writeFile(join(scene.dataDir, 'index.db'), 'this is no database, and long enough to be looked at'.repeat(100))
  const store = await scene.start()
  const aside = (await readdir(scene.dataDir)).find(name => name.startsWith('index.db.damaged-'))
  assert.ok(aside)
  assert.ok(store.warning?.endsWith(join(scene.dataDir, aside)), store.warning ?? 'no warning')
  assert.deepEqual([store.index.foundCount(), store.index.usage(cameraId).segments], [1, 0])
  assert.deepEqual(await store.recover(), [], 'nor after the recorder was lost')
  assert.equal(scene.lines.filter(line => line.level === 50 && /set aside/.test(line.msg)).length, 1)
})

test('an index that was deleted is told from a first start by the recordings that lie there', async t => {
  const scene = await setUp(t)
  const cameraId = testId()
  await recordAndDie((await scene.start()).segmentsDir, cameraId, t0)
  scene.die()
  for (const suffix of ['', '-wal', '-shm']) await rm(join(scene.dataDir, `index.db${suffix}`), { force: true })
  const store = await scene.start()
  assert.match(store.warning ?? '', /index was gone/)
  assert.equal(store.index.foundCount(), 1)
  store.index.beginLedger(cameraId, t0 - 5_000)
  store.index.beginLedger(testId(), scene.deps.clock.wallMs())
  const lineages = store.index.localChains().map(({ cameraId: id, lineage }) => [id === cameraId, lineage?.why])
  assert.deepEqual(
    lineages.toSorted(),
    [
      [false, undefined],
      [true, 'index-damaged'],
    ].toSorted(),
  )
  scene.die()
  const again = await scene.start()
  assert.deepEqual([again.warning, again.index.foundCount()], [null, 1], 'said once, and nothing is found twice')
})

test('another folder of recordings than the one the index knows stops the start (a volume is not mounted)', async t => {
  const scene = await setUp(t)
  const { segmentsDir, keeper } = await scene.start()
  keeper.segmentClosed(closedSegment(testId(), t0, t0 + 5_000))
  scene.die()
  await rm(segmentsDir, { recursive: true })
  await assert.rejects(scene.start(), { code: 'disk.wrong-folder' })
})
