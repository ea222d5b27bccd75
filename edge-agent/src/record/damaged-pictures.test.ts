import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import type { ClosedSegment } from '../media/closed-segment.ts'
import { testPicture } from '../testing/packets.ts'
import { testId, testRandom } from '../testing/records.ts'
import { simulatedDescription } from '../testing/simulated-camera.ts'
import { SimulatedDisk } from '../testing/simulated-disk.ts'
import { salvageSegment } from './salvage.ts'
import { createStreamRecorder } from './stream-recorder.ts'
import { createSyncGroup } from './sync-group.ts'

/** Twenty seconds of ten pictures a second, of which those in `damaged` are marked; segments of ten seconds. */
async function recorded(damaged: (picture: number) => boolean) {
  const clock = new SimulatedClock(1_750_000_000_000)
  const disk = new SimulatedDisk()
  await disk.makeFolder('/s')
  const closed: ClosedSegment[] = []
  const syncGroup = createSyncGroup({ clock })
  const recorder = createStreamRecorder({
    cameraId: testId(),
    streamId: testId(),
    role: 'record',
    settings: { segmentSeconds: 10, audio: false },
    configVersion: 1,
    mask: null,
    segmentsDir: '/s',
    disk,
    clock,
    random: testRandom(3),
    syncGroup,
    onClosed: segment => closed.push(segment),
    onFault: fault => assert.fail(fault.cause),
  })
  const clocks = { wallStartMs: clock.wallMs(), clockUncertaintyMs: 5, clockSource: 'arrival' } as const
  recorder.runStarted({ runId: testId(), description: simulatedDescription, ...clocks })
  for (let picture = 0; picture < 200; picture++) {
    const mark = damaged(picture) ? { damaged: true } : {}
    const packet = { pts: picture * 9000, keyframe: picture % 20 === 0, chunks: [new Uint8Array(300)], ...mark }
    recorder.packet(testPicture(packet))
    await clock.advance(10)
  }
  recorder.runEnded('stopped')
  await recorder.stop()
  return { closed, disk }
}

test('a segment says how many of its pictures loss has damaged, and nothing where there are none', async () => {
  const { closed } = await recorded(picture => picture >= 150 && picture < 161)
  assert.deepEqual(
    closed.map(segment => segment.damagedPictures),
    [undefined, 11],
  )
  assert.ok(!('damagedPictures' in closed[0]!), 'signed as it always was')
})

test('a segment that is recovered after a crash says the same of the pictures that are left of it', async () => {
  const { closed, disk } = await recorded(picture => picture >= 20 && picture < 90)
  const [first] = closed
  assert.equal(first?.damagedPictures, 70)
  const path = [...disk.files().keys()].find(each => each.includes(first!.segmentId))!
  const whole = await salvageSegment(disk, path, Number.MAX_SAFE_INTEGER)
  assert.equal(whole?.damagedPictures, 70)
  const half = await salvageSegment(disk, path, Math.floor(first!.byteLength / 2))
  assert.ok(half!.damagedPictures! > 0 && half!.damagedPictures! < 70)
})
