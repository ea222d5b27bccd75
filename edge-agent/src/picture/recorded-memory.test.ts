import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import pino from 'pino'
import { SampleWriter } from '../capture/rtp/sample-writer.ts'
import type { SupervisorEvents } from '../capture/supervisor.ts'
import type { ClosedSegment } from '../media/closed-segment.ts'
import type { PicturePacket } from '../media/packet.ts'
import { SlabPool } from '../media/packet-memory.ts'
import { createStreamRecorder } from '../record/stream-recorder.ts'
import { createSyncGroup } from '../record/sync-group.ts'
import { testCameraPacket } from '../testing/packets.ts'
import { testId, testRandom } from '../testing/records.ts'
import { simulatedDescription } from '../testing/simulated-camera.ts'
import { failure, SimulatedDisk } from '../testing/simulated-disk.ts'
import { PassthroughSource } from './passthrough.ts'
import { asUnmasked } from './unmasked.ts'

const t0 = 1_750_000_000_000
const words = 4000
const prefix = Buffer.from([0, 0, (words * 4) >> 8, (words * 4) & 255])

/** Memory that was given back is spoilt at once: whoever still reads it reads nonsense. */
class SpoilingPool extends SlabPool {
  timesGivenBack = 0
  override giveBack(bytes: Uint8Array): void {
    this.timesGivenBack++
    bytes.fill(0xee)
    super.giveBack(bytes)
  }
}

/** A picture that says its number throughout. */
const picture = (index: number): Buffer => Buffer.alloc(words * 4, Buffer.from(Uint32Array.of(index).buffer))

/** The numbers of the whole pictures in a piece of memory or a file, in order. */
function numbersIn(bytes: Buffer): number[] {
  const found: number[] = []
  for (let at = bytes.indexOf(prefix); at >= 0; at = bytes.indexOf(prefix, at + 1)) {
    const body = bytes.subarray(at + 4, at + 4 + words * 4)
    const index = body.length === words * 4 ? body.readUInt32LE(0) : -1
    if (index >= 0 && body.equals(picture(index))) found.push(index)
  }
  return found
}

async function scene() {
  const clock = new SimulatedClock(t0)
  const disk = new SimulatedDisk()
  await disk.makeFolder('/segments')
  const pool = new SpoilingPool()
  const writer = new SampleWriter(pool)
  const segments: ClosedSegment[] = []
  const syncGroup = createSyncGroup({ clock })
  const recorder = createStreamRecorder({
    cameraId: testId(),
    streamId: 's',
    role: 'record',
    settings: { segmentSeconds: 5, audio: false },
    configVersion: 1,
    mask: null,
    segmentsDir: '/segments',
    disk,
    clock,
    random: testRandom(5),
    syncGroup,
    maxQueuedBytes: 1024 * 1024,
    onClosed: closed => segments.push(closed),
    onFault: () => {},
  })
  const opened = Promise.withResolvers<SupervisorEvents>()
  const source = new PassthroughSource({
    camera: asUnmasked({ mask: null }),
    streamId: 's',
    capture: async (events, signal) => {
      opened.resolve(events)
      await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), { once: true }))
    },
    clock,
    log: pino({ level: 'silent' }),
    observer: { state: () => {}, run: () => {}, packet: () => {}, loss: () => {} },
  })
  source.subscribe(recorder, 'next-keyframe')
  const events = await opened.promise
  events.run(
    {
      runId: testId(),
      description: simulatedDescription,
      wallStartMs: t0,
      clockUncertaintyMs: 0,
      clockSource: 'arrival',
    },
    'connected',
  )
  let next = 0
  const send = async (pictures: number) => {
    for (let i = 0; i < pictures; i++) {
      const index = next++
      writer.openNal()
      writer.append(picture(index))
      writer.closeNal()
      const { data, lease } = writer.take()
      const keyframe = index % 20 === 0
      events.packet(testCameraPacket({ pts: index * 9000, keyframe, chunks: [data], byteLength: data.length, lease }))
      await clock.advance(100)
    }
  }
  const stop = async () => {
    let over = false
    const ended = recorder.stop().then(() => {
      over = true
    })
    while (!over) await clock.advance(100)
    await ended
    await syncGroup.stop()
  }
  const stored = () =>
    segments.map(({ cameraId, segmentId }) =>
      numbersIn(Buffer.from(disk.files().get(`/segments/${cameraId}/${segmentId}.mp4`)!)),
    )
  return { clock, disk, pool, source, segments, send, stop, stored }
}

/** Every picture of the time that the segments claim is in them, whole and in order. */
function assertWhole(stored: readonly number[][], segments: readonly ClosedSegment[]): void {
  segments.forEach((segment, at) => {
    const first = Math.round(segment.mediaStartMs / 100)
    const count = Math.round((segment.mediaEndMs - segment.mediaStartMs) / 100)
    const wanted = Array.from({ length: count }, (_, i) => first + i)
    assert.deepEqual(stored[at], wanted)
  })
}

test('memory of pictures is used again while they are recorded, and never under a picture that is still to be written', async () => {
  const { pool, segments, send, stop, stored } = await scene()
  await send(600)
  await stop()
  assert.ok(segments.length > 5)
  assert.equal(stored().flat().length, 600)
  assertWhole(stored(), segments)
  assert.ok(pool.timesGivenBack > 50, `given back ${pool.timesGivenBack} times`)
})

test('a slow and failing disk, a full queue and a viewer who keeps pictures find them as they were', async () => {
  const { clock, disk, pool, source, segments, send, stop, stored } = await scene()
  const random = testRandom(9)
  const chance = () => random.bytes(1)[0]!
  disk.fate = ({ verb }) => {
    if (verb !== 'writev') return 'proceed'
    if (chance() < 12) return failure('EIO', 'segment')
    return chance() < 60 ? clock.sleep(chance() * 20, new AbortController().signal) : 'proceed'
  }
  const kept: { packet: PicturePacket; index: number }[] = []
  const viewer = {
    runStarted: () => {},
    runEnded: () => {},
    packet: (packet: PicturePacket) => void kept.push({ packet, index: packet.pts / 9000 }),
  }
  for (let round = 0; round < 12; round++) {
    await send(60)
    const leave = source.subscribe(viewer)
    await send(25)
    leave()
  }
  disk.fate = () => 'proceed'
  await send(100)
  await stop()
  assert.ok(segments.length > 5 && stored().flat().length > 300)
  assertWhole(stored(), segments)
  for (const { packet, index } of kept) assert.deepEqual(numbersIn(Buffer.from(packet.chunks[0]!)), [index])
  assert.ok(pool.timesGivenBack > 20)
})
