import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import type { ClosedSegment } from '../media/closed-segment.ts'
import { testId, testRandom } from '../testing/records.ts'
import { simulatedCamera } from '../testing/simulated-camera.ts'
import { failure, SimulatedDisk } from '../testing/simulated-disk.ts'
import { recoverSegments } from './recover.ts'
import { checkSegmentsDir } from './segments-dir.ts'
import { createStreamRecorder } from './stream-recorder.ts'
import type { RecordingFault } from './stream-recorder-contract.ts'
import { createSyncGroup } from './sync-group.ts'

const t0 = 1_750_000_000_000
const segmentsDir = '/segments'

async function scene(maxQueuedBytes?: number) {
  const clock = new SimulatedClock(t0)
  const random = testRandom(3)
  const disk = new SimulatedDisk()
  await disk.makeFolder(segmentsDir)
  const segments: ClosedSegment[] = []
  const faults: RecordingFault[] = []
  const cameraId = testId()
  const syncGroup = createSyncGroup({ clock })
  const recorder = createStreamRecorder({
    cameraId,
    streamId: testId(),
    role: 'record',
    settings: { segmentSeconds: 5, audio: false },
    configVersion: 1,
    mask: null,
    segmentsDir,
    disk,
    clock,
    random,
    syncGroup,
    ...(maxQueuedBytes === undefined ? {} : { maxQueuedBytes }),
    onClosed: closed => segments.push(closed),
    onFault: fault => faults.push(fault),
  })
  const camera = simulatedCamera({ clock, random })
  const stop = async () => {
    let isStopped = false
    const stopping = recorder.stop().then(() => {
      isStopped = true
    })
    while (!isStopped) await clock.advance(100)
    await stopping
    await syncGroup.stop()
  }
  return { clock, disk, segments, faults, recorder, camera, stop, cameraId }
}

/** Whatever was reported closed is on the disk, byte for byte. */
function assertStored(disk: SimulatedDisk, segments: readonly ClosedSegment[]): void {
  const files = disk.files()
  for (const segment of segments) {
    const bytes = files.get(`${segmentsDir}/${segment.cameraId}/${segment.segmentId}.mp4`)
    assert.ok(bytes, 'the file of a closed segment is there')
    assert.equal(createHash('sha256').update(bytes).digest('hex'), segment.mediaHash)
  }
}

const recordedMs = (segments: readonly ClosedSegment[]) =>
  segments.reduce((sum, segment) => sum + segment.wallEndMs - segment.wallStartMs, 0)

describe('stream recorder', () => {
  it('leaves no gap between segments and nothing behind', async () => {
    const { clock, disk, segments, faults, recorder, camera, stop } = await scene()
    const end = camera.start(recorder)
    await clock.advance(20_100)
    assert.equal(recorder.state().recording, true)
    end()
    await stop()
    assert.deepEqual(faults, [])
    segments.slice(1).forEach((segment, i) => {
      assert.equal(segment.wallStartMs, segments[i]!.wallEndMs)
      assert.equal(segment.mediaStartMs, segments[i]!.mediaEndMs)
    })
    assert.equal(recordedMs(segments), 20_100)
    assert.ok(segments.every(segment => segment.fragments[0]![2] === 1))
    assert.equal(disk.files().size, segments.length)
    assertStored(disk, segments)
    assert.equal(recorder.state().openSegmentStartMs, null)
  })

  it('makes no file of a run without a picture', async () => {
    const { disk, segments, recorder, camera, stop } = await scene()
    camera.start(recorder)()
    await stop()
    assert.equal(segments.length, 0)
    assert.equal(disk.files().size, 0)
  })

  it('keeps what fits on a full disk, says so, and goes on by itself when there is room', async () => {
    const { clock, disk, segments, faults, recorder, camera, stop } = await scene()
    const end = camera.start(recorder)
    await clock.advance(8000)
    disk.capacityBytes = disk.usedBytes() + 100
    await clock.advance(20_000)
    assert.equal(faults[0]?.cause, 'disk.full')
    const before = segments.length
    assert.equal(disk.files().size, before, 'no empty file is left by an attempt')
    disk.capacityBytes = Number.POSITIVE_INFINITY
    await clock.advance(20_000)
    end()
    await stop()
    assert.ok(segments.length > before, 'recording resumed')
    // 16 MiB hold all of it: what was recorded before the disk was full, and what waited in memory meanwhile.
    assert.ok(recordedMs(segments) > 44_000, `${recordedMs(segments)} ms of 48000`)
    assertStored(disk, segments)
  })

  it('never touches a descriptor again whose sync failed, and claims only what was durable before', async () => {
    const { clock, disk, segments, faults, recorder, camera, stop } = await scene()
    const end = camera.start(recorder)
    await clock.advance(2000)
    let failedPath: string | null = null
    const after: string[] = []
    disk.fate = ({ verb, path }) => {
      if (verb === 'sync' && failedPath === null) {
        failedPath = path
        return failure('EIO', path)
      }
      if (path === failedPath) after.push(verb)
      return 'proceed'
    }
    await clock.advance(15_000)
    end()
    await stop()
    assert.equal(faults[0]?.cause, 'disk.fault')
    assert.deepEqual(after.slice(0, 2), ['close', 'sizeOf'], 'closed at once, then read back by another descriptor')
    const salvaged = segments.find(segment => segment.source === 'recovered')
    assert.ok(salvaged && salvaged.wallEndMs - t0 <= 2000)
    assertStored(disk, segments)
    assert.ok(recordedMs(segments) > 13_000)
  })

  it('bounds memory on a slow disk by dropping whole groups of pictures, and tells of it', async () => {
    const most = 60_000
    const { clock, disk, segments, faults, recorder, camera, stop } = await scene(most)
    const end = camera.start(recorder)
    await clock.advance(4000)
    let release = () => {}
    const stall = new Promise<void>(resolve => {
      release = resolve
    })
    disk.fate = ({ verb }) => (verb === 'writev' ? stall : 'proceed')
    for (let second = 0; second < 30; second++) {
      await clock.advance(1000)
      assert.ok(recorder.state().queuedBytes <= most + 20_000, `${recorder.state().queuedBytes} bytes wait`)
    }
    disk.fate = () => 'proceed'
    release()
    await clock.advance(5000)
    end()
    await stop()
    assert.deepEqual(
      faults.map(fault => fault.cause),
      ['overload'],
    )
    assertStored(disk, segments)
    const gaps = segments.slice(1).filter((segment, i) => segment.wallStartMs !== segments[i]!.wallEndMs)
    assert.equal(gaps.length, 1, 'one gap, between two segments')
    assert.ok(segments.every(segment => segment.fragments[0]![2] === 1))
  })

  it('begins a new segment at the next keyframe when its settings change', async () => {
    const { clock, segments, recorder, camera, stop } = await scene()
    const end = camera.start(recorder)
    await clock.advance(1500)
    recorder.reconfigure({ settings: { segmentSeconds: 60, audio: false }, configVersion: 2 })
    await clock.advance(10_000)
    end()
    await stop()
    assert.deepEqual(
      segments.map(segment => [segment.configVersion, segment.mediaStartMs]),
      [
        [1, 0],
        [2, 2000],
      ],
    )
  })

  it('writes nothing to the folder that an unmounted volume leaves behind, and goes on when it is back', async () => {
    const { clock, disk, segments, faults, recorder, camera, stop } = await scene()
    await checkSegmentsDir({ segmentsDir, disk, expectedId: null, newId: testId })
    const end = camera.start(recorder)
    await clock.advance(3000)
    await disk.rename(`${segmentsDir}/meta.json`, `${segmentsDir}/away.json`)
    await clock.advance(12_000)
    assert.equal(faults.at(-1)?.cause, 'disk.wrong-folder')
    const before = disk.files().size
    await clock.advance(5000)
    assert.equal(disk.files().size, before)
    await disk.rename(`${segmentsDir}/away.json`, `${segmentsDir}/meta.json`)
    await clock.advance(15_000)
    end()
    await stop()
    assert.ok(disk.files().size > before)
    assertStored(disk, segments)
  })

  it('moves files that hold nothing readable to quarantine and never deletes them', async () => {
    const { disk, cameraId } = await scene()
    await disk.makeFolder(`${segmentsDir}/${cameraId}`)
    const junk = Buffer.from('not a film')
    const file = await disk.create(`${segmentsDir}/${cameraId}/junk.mp4`)
    await file.writev([junk], 0)
    const recovery = await recoverSegments({ segmentsDir, disk, knownIds: new Set() })
    assert.deepEqual(recovery.segments, [])
    assert.equal(recovery.quarantined[0]?.path, `${cameraId}/junk.mp4`)
    assert.deepEqual([...disk.files().values()].map(String), [String(Uint8Array.from(junk))])
    const again = await recoverSegments({ segmentsDir, disk, knownIds: new Set() })
    assert.deepEqual(again.quarantined, [])
  })
})
