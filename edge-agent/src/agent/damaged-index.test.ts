import assert from 'node:assert/strict'
import {
  copyFileSync,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import { segmentPath } from '../media/segment-path.ts'
import { testIdentity } from '../testing/enrolled.ts'
import { closedSegment, testId } from '../testing/records.ts'
import { openStore, type Store } from './open-store.ts'
import { agentScene, t0 } from './testing/scene.ts'

const segments = 120
const everyMs = 5_000

/** What can become of the index's file; each returns whether the records in it are lost. */
const accidents: Readonly<Record<string, (path: string) => 'lost' | 'older'>> = {
  'is cut off': path => {
    truncateSync(path, Math.floor(statSync(path).size / 2))
    return 'lost'
  },
  'is garbage': path => {
    writeFileSync(path, Buffer.alloc(statSync(path).size, 0xa5))
    return 'lost'
  },
  'is deleted': path => {
    rmSync(path)
    return 'lost'
  },
  'is empty': path => {
    truncateSync(path, 0)
    return 'lost'
  },
  'has a page of another file': path => {
    const file = openSync(path, 'r+')
    // Pages of all tables: whichever is hit, the file is looked through at the start.
    for (let page = 4; page < 12; page++) writeSync(file, Buffer.alloc(4096, page), 0, 4096, page * 4096)
    return 'lost'
  },
  'is as it was before, because its log was lost': path => {
    copyFileSync(`${path}.before`, path)
    return 'older'
  },
}

for (const [what, happen] of Object.entries(accidents)) {
  test(`an index that ${what}: the start goes on, the files are not lost, and recording begins at once`, async t => {
    const clock = new SimulatedClock(t0)
    const scene = await agentScene(t, clock)
    const identity = testIdentity()
    const open: Store[] = []
    const start = async () => {
      const store = await openStore({ ...scene.deps, identity })
      open.push(store)
      return store
    }
    scene.stopping.signal.addEventListener('abort', () => open.forEach(store => void store.index.close()))
    const path = join(scene.dataDir, 'index.db')
    const camera = { cameraId: testId(), addedAtMs: t0, mode: 'continuous', way: null } as const
    const { cameraId } = camera

    const before = await start()
    before.keeper.cameras([camera])
    await mkdir(join(before.segmentsDir, cameraId))
    for (let at = 0; at < segments; at++) {
      const closed = closedSegment(cameraId, t0 + at * everyMs, t0 + (at + 1) * everyMs)
      await writeFile(join(before.segmentsDir, segmentPath(cameraId, closed.segmentId)), '')
      before.keeper.segmentClosed(closed)
      if (at === 40) copyFileSync(path, `${path}.before`)
    }
    await clock.advance(segments * everyMs)
    open.pop()?.index.close()
    assert.ok(existsSync(path) && readFileSync(path).length > 50_000)

    const outcome = happen(path)
    const after = await start()
    const isThere = after.index.foundCount() + after.index.usage(cameraId).segments
    const aside = (await readdir(join(dirname(path), 'segments', 'quarantine')).catch(() => [])).length
    // An older index reads what it does not know; these files are empty, and were set aside for people.
    assert.equal(isThere + aside, segments)
    after.keeper.cameras([camera])
    const [chain] = after.index.localChains()
    if (outcome === 'lost') {
      assert.equal(isThere, segments)
      assert.equal(chain?.lineage?.why, 'index-damaged')
      assert.deepEqual(after.index.nextMessages(9), [], 'nothing that begins at 0 as if nothing had been')
      assert.notEqual(after.warning, null)
    }
    const now = clock.wallMs()
    after.keeper.segmentClosed(closedSegment(cameraId, now, now + everyMs))
    assert.equal(after.index.accountedTo(cameraId), now + everyMs)
  })
}
