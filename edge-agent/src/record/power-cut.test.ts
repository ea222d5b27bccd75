import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import { testId, testRandom } from '../testing/records.ts'
import { simulatedCamera } from '../testing/simulated-camera.ts'
import { type Fate, SimulatedDisk } from '../testing/simulated-disk.ts'
import { recoverSegments } from './recover.ts'
import { createStreamRecorder } from './stream-recorder.ts'
import { createSyncGroup } from './sync-group.ts'

const t0 = 1_750_000_000_000
const cameras = 16
const framesPerSecond = 15
/** A worn disk on a busy bus: each write and each sync takes this long, one after the other. */
const writeMs = 4
const syncMs = 15

/** One thing at a time: what comes meanwhile waits. */
function oneHead(clock: Clock): (takesMs: number) => Promise<void> {
  let free: Promise<void> = Promise.resolve()
  return takesMs => {
    free = free.then(() => clock.sleep(takesMs, new AbortController().signal))
    return free
  }
}

/** What each camera lost when the machine died at `cutMs` after the start, ms. */
async function lostAt(cutMs: number, how: 'killed' | 'power', seed: number): Promise<number[]> {
  const clock = new SimulatedClock(t0)
  const random = testRandom(seed)
  const disk = new SimulatedDisk()
  await disk.makeFolder('/segments')
  await disk.syncFolder('/')
  const head = oneHead(clock)
  disk.fate = ({ verb }): Fate => (verb === 'writev' ? head(writeMs) : verb === 'sync' ? head(syncMs) : 'proceed')
  const syncGroup = createSyncGroup({ clock })
  const ids = Array.from({ length: cameras }, () => testId())
  for (const cameraId of ids) {
    const recorder = createStreamRecorder({
      cameraId,
      streamId: testId(),
      role: 'record',
      settings: { segmentSeconds: 10, audio: false },
      configVersion: 1,
      mask: null,
      segmentsDir: '/segments',
      disk,
      clock,
      random,
      syncGroup,
      onClosed: () => {},
      onFault: () => {},
    })
    simulatedCamera({ clock, random, framesPerSecond, groupLength: 2 * framesPerSecond }).start(recorder)
    // Sixteen cameras do not begin at once.
    await clock.advance(1 + Math.floor(random.fraction() * 130))
  }
  await clock.advance(cutMs)
  const cutAtMs = clock.wallMs()
  const after = disk.reboot(how, () => random.fraction())
  const { segments } = await recoverSegments({ segmentsDir: '/segments', disk: after, knownIds: new Set() })
  return ids.map(id => cutAtMs - Math.max(...segments.filter(each => each.cameraId === id).map(each => each.wallEndMs)))
}

for (const how of ['killed', 'power'] as const)
  test(`sixteen cameras on a slow disk lose at most the last second (${how})`, async () => {
    const lost: number[] = []
    // The moments fall differently into fragments, syncs and ends of files.
    for (let round = 0; round < 5; round++) lost.push(...(await lostAt(5_000 + round * 1_370, how, round + 1)))
    const most = Math.max(...lost)
    assert.ok(most <= 1000, `a camera lost ${most} ms`)
    assert.ok(Math.min(...lost) >= -1000 / framesPerSecond, 'nothing is claimed that was not there yet')
  })
