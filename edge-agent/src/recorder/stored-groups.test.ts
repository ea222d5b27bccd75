import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import { parseCameraUrl } from '../capture/rtsp/url.ts'
import { RtspSource } from '../capture/rtsp-source.ts'
import { StoringCamera } from '../capture/testing/storing-camera.ts'
import type { ClosedSegment } from '../media/closed-segment.ts'
import { createStreamRecorder } from '../record/stream-recorder.ts'
import { createSyncGroup } from '../record/sync-group.ts'
import { testPicture } from '../testing/packets.ts'
import { testId, testRandom } from '../testing/records.ts'
import { SimulatedDisk } from '../testing/simulated-disk.ts'

const startMs = 1_800_000_000_000

/** How often each picture of the camera is in the files. */
function timesRecorded(disk: SimulatedDisk, camera: StoringCamera): number[] {
  const all = Buffer.concat([...disk.files().values()])
  return Array.from({ length: camera.newest + 1 }, (_, number) => {
    const nal = camera.nal(number)
    let times = 0
    for (let at = all.indexOf(nal); at >= 0; at = all.indexOf(nal, at + 1)) times++
    return times
  })
}

test('a camera that sends its stored group at every connection: each picture is in the files once, and no claim is ahead', async () => {
  const clock = new SimulatedClock(startMs)
  const random = testRandom(4)
  const disk = new SimulatedDisk()
  await disk.makeFolder('/segments')
  const camera = new StoringCamera(clock, { frameMs: 100, group: 120 })
  const segments: ClosedSegment[] = []
  const syncGroup = createSyncGroup({ clock })
  const recorder = createStreamRecorder({
    cameraId: testId(),
    streamId: testId(),
    role: 'record',
    settings: { segmentSeconds: 5, audio: false },
    configVersion: 1,
    mask: null,
    segmentsDir: '/segments',
    disk,
    clock,
    random,
    syncGroup,
    onClosed: segment => {
      segments.push(segment)
      const aheadMs = segment.wallEndMs - clock.wallMs()
      assert.ok(aheadMs <= segment.clockUncertaintyMs, `it claims ${aheadMs} ms of the future`)
    },
    onFault: fault => assert.fail(JSON.stringify(fault)),
  })
  const policy = { allowLoopback: 'none' } as const
  const deps = { clock, network: camera.network, random, policy }
  const source = new RtspSource(deps, { url: parseCameraUrl('rtsp://cam/x'), transport: 'tcp', tlsPin: null })
  const events = {
    run: recorder.runStarted.bind(recorder),
    packet: (packet: Parameters<typeof testPicture>[0]) => recorder.packet(testPicture(packet)),
  }
  await clock.advance(7000)
  for (const awayMs of [500, 2000, 8000, 300, 300, 15_000]) {
    const end = source.run(events, new AbortController().signal).catch(() => {})
    await clock.advance(19_950)
    camera.hangUp()
    await clock.advance(0)
    await end
    recorder.runEnded('camera.unreachable')
    await clock.advance(awayMs)
  }
  let isStopped = false
  const stopping = recorder.stop().then(() => {
    isStopped = true
  })
  while (!isStopped) await clock.advance(100)
  await stopping
  await syncGroup.stop()
  const times = timesRecorded(disk, camera)
  assert.ok(
    times.every(each => each <= 1),
    `${times.filter(each => each > 1).length} pictures are there more than once`,
  )
  assert.ok(times.filter(each => each === 1).length > 800)
  for (const [i, segment] of segments.entries()) {
    assert.ok(i === 0 || segment.wallStartMs >= segments[i - 1]!.wallEndMs)
  }
})
