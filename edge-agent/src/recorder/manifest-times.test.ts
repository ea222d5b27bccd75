import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import fc from 'fast-check'
import type { VideoConfig } from '../capture/rtp/depacketizer.ts'
import { RunBuilder } from '../capture/run-builder.ts'
import { StreamTimeline } from '../capture/stream-timeline.ts'
import type { ClosedSegment } from '../media/closed-segment.ts'
import { createStreamRecorder } from '../record/stream-recorder.ts'
import { createSyncGroup } from '../record/sync-group.ts'
import { testPicture } from '../testing/packets.ts'
import { testId, testRandom } from '../testing/records.ts'
import { SimulatedDisk } from '../testing/simulated-disk.ts'

const config: VideoConfig = {
  codec: 'h264',
  codecString: 'avc1.42c016',
  decoderConfig: new Uint8Array([1]),
  width: 640,
  height: 360,
  frameRate: 10,
  reorders: false,
}

interface Picture {
  /** When the camera took it, ms since the start. */
  readonly takenMs: number
  /** When it reached us; never before the one in front of it. */
  readonly arrivedMs: number
  /** The first of a connection. */
  readonly connects: boolean
}

interface Camera {
  readonly frameMs: number
  readonly pictures: readonly Picture[]
  /** Ticks of the camera's clock in a tick of ours. */
  readonly rate: number
  /** Pictures from one keyframe to the next. */
  readonly group: number
}

/** What a camera sends, captured and recorded with segments of five seconds. */
async function record({ frameMs, pictures, rate, group }: Camera): Promise<ClosedSegment[]> {
  const clock = new SimulatedClock(1_800_000_000_000)
  const random = testRandom(3)
  const disk = new SimulatedDisk()
  await disk.makeFolder('/segments')
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
    onClosed: closed => segments.push(closed),
    onFault: fault => assert.fail(JSON.stringify(fault)),
  })
  const timeline = new StreamTimeline()
  const connect = () =>
    new RunBuilder({
      clock,
      random,
      timeline,
      events: {
        run: run => recorder.runStarted(run),
        packet: packet => recorder.packet(testPicture(packet)),
      },
      audio: null,
      videoClock: () => null,
      audioClock: () => null,
    })
  let builder = connect()
  let sinceKeyframe = 0
  for (const { takenMs, arrivedMs, connects } of pictures) {
    if (connects && takenMs > 0) {
      recorder.runEnded('camera.unreachable')
      builder = connect()
    }
    await clock.advance(Math.max(0, arrivedMs - clock.monotonicMs()))
    const keyframe = connects || sinceKeyframe >= group
    sinceKeyframe = keyframe ? 1 : sinceKeyframe + 1
    const timestamp = Math.round(takenMs * 90 * rate)
    const arrivedAtMs = clock.monotonicMs()
    const fields = { data: new Uint8Array(9), arrivedAtMs, config, afterLoss: false, damaged: false }
    builder.video({ timestamp, keyframe, ...fields })
  }
  let isStopped = false
  const stopping = recorder.stop().then(() => {
    isStopped = true
  })
  while (!isStopped) await clock.advance(frameMs)
  await stopping
  await syncGroup.stop()
  return segments
}

/** Pictures every `frameMs` for that long, each late by what `delayMs` says, and none before the one in front of it. */
function pictures(frameMs: number, seconds: number, delayMs: (takenMs: number) => number): Picture[] {
  let arrivedMs = 0
  return Array.from({ length: (seconds * 1000) / frameMs }, (_, i) => {
    const takenMs = i * frameMs
    arrivedMs = Math.max(arrivedMs, takenMs + delayMs(takenMs))
    return { takenMs, arrivedMs, connects: i === 0 }
  })
}

function assertHonest(segments: readonly ClosedSegment[]): void {
  for (const [i, segment] of segments.entries()) {
    const { wallStartMs, wallEndMs } = segment
    assert.ok(wallEndMs > wallStartMs, `segment ${i} claims ${wallEndMs - wallStartMs} ms`)
    const before = segments[i - 1]
    if (before) assert.ok(wallStartMs >= before.wallEndMs, `${before.wallEndMs - wallStartMs} ms claimed twice at ${i}`)
  }
}

const gaps = (segments: readonly ClosedSegment[]) =>
  segments.slice(1).map((segment, i) => segment.wallStartMs - segments[i]!.wallEndMs)

test('a first picture that comes three seconds late: no time is claimed twice, and the claims come right', async () => {
  const segments = await record({
    frameMs: 100,
    pictures: pictures(100, 60, takenMs => (takenMs < 100 ? 3000 : takenMs < 3000 ? 3200 - takenMs : 30)),
    rate: 1,
    group: 10,
  })
  assertHonest(segments)
  assert.deepEqual([...new Set(gaps(segments))], [0], 'runs abut where nothing is missing')
  const last = segments.at(-1)!
  assert.ok(Math.abs(last.wallEndMs - 1_800_000_060_030) <= 500, `${last.wallEndMs - 1_800_000_060_000} ms off`)
})

test('a camera whose clock is fast or slow: runs abut, without a hole and without time claimed twice', async () => {
  for (const rate of [1.01, 0.99]) {
    const segments = await record({ frameMs: 100, pictures: pictures(100, 200, () => 30), rate, group: 10 })
    assertHonest(segments)
    assert.ok(new Set(segments.map(segment => segment.runId)).size > 2, 'it was placed anew')
    assert.deepEqual([...new Set(gaps(segments))], [0])
    assert.ok(Math.abs(segments.at(-1)!.wallEndMs - 1_800_000_200_030) <= 1100)
  }
})

test('a connection that comes back at once after a run that was placed late claims nothing twice', async () => {
  const late = pictures(100, 8, takenMs => (takenMs < 100 ? 3000 : takenMs < 3000 ? 3200 - takenMs : 30))
  const back = pictures(100, 30, () => 30).map(({ takenMs, arrivedMs, connects }) => {
    return { takenMs: takenMs + 8300, arrivedMs: arrivedMs + 8300, connects }
  })
  assertHonest(await record({ frameMs: 100, pictures: [...late, ...back], rate: 1, group: 40 }))
})

test('a network that stands for seconds and loses nothing leaves no hole, whatever it holds up', async () => {
  for (const pauseMs of [2000, 5000, 8000, 12_000, 25_000]) {
    for (const frameMs of [40, 200]) {
      const held = pictures(frameMs, 80, takenMs =>
        takenMs >= 20_000 && takenMs < 20_000 + pauseMs ? 20_030 + pauseMs - takenMs : 30,
      )
      const segments = await record({ frameMs, pictures: held, rate: 1, group: 4000 / frameMs })
      assertHonest(segments)
      assert.deepEqual([...new Set(gaps(segments))], [0], `${pauseMs} ms`)
      assert.equal(new Set(segments.map(segment => segment.runId)).size, 1, `${pauseMs} ms`)
      assert.ok(Math.abs(segments.at(-1)!.wallEndMs - 1_800_000_080_030) <= 100)
    }
  }
})

test('what a camera drops while the network stands is one hole with true ends', async () => {
  const [fromMs, untilMs] = [22_000, 40_000]
  const held = pictures(100, 80, takenMs => (takenMs >= 20_000 && takenMs < untilMs ? untilMs + 30 - takenMs : 30))
  const sent = held.filter(({ takenMs }) => takenMs < fromMs || takenMs >= untilMs)
  const segments = await record({ frameMs: 100, pictures: sent, rate: 1, group: 20 })
  assertHonest(segments)
  const holes = segments.slice(1).flatMap((after, i) => {
    const before = segments[i]!
    return after.wallStartMs > before.wallEndMs
      ? [[before.wallEndMs, after.wallStartMs, before.clockUncertaintyMs]]
      : []
  })
  assert.equal(holes.length, 1)
  const [beginsMs, endsMs, sureMs] = holes[0]!
  assert.ok(Math.abs(beginsMs! - 1_800_000_000_000 - fromMs) <= sureMs!, `${beginsMs}`)
  // What follows the hole can be decoded from its first keyframe on.
  assert.ok(endsMs! - 1_800_000_000_000 - untilMs <= 2000 + sureMs!, `${endsMs}`)
})

test('whatever holds the pictures up, successive segments claim no time twice', async () => {
  const stall = fc.record({ fromMs: fc.nat(40_000), ms: fc.nat(4000) })
  const scene = fc.record({
    frameMs: fc.constantFrom(40, 66, 100, 500),
    group: fc.integer({ min: 1, max: 60 }),
    rate: fc.constantFrom(1, 1.0001, 0.97, 1.03),
    jitterMs: fc.array(fc.nat(120), { minLength: 7, maxLength: 7 }),
    stalls: fc.array(stall, { maxLength: 6 }),
    firstMs: fc.nat(3500),
    reconnects: fc.array(fc.record({ atMs: fc.integer({ min: 1000, max: 39_000 }), ms: fc.nat(3000) }), {
      maxLength: 3,
    }),
  })
  await fc.assert(
    fc.asyncProperty(scene, async ({ frameMs, group, rate, jitterMs, stalls, firstMs, reconnects }) => {
      const delayMs = (takenMs: number) => {
        const held = stalls.map(({ fromMs, ms }) =>
          takenMs >= fromMs && takenMs < fromMs + ms ? fromMs + ms - takenMs : 0,
        )
        return Math.max(takenMs === 0 ? firstMs : 0, ...held) + jitterMs[(takenMs / frameMs) % jitterMs.length]!
      }
      const all = pictures(frameMs, 40, delayMs)
      const kept = all.filter(({ takenMs }) =>
        reconnects.every(({ atMs, ms }) => takenMs < atMs || takenMs >= atMs + ms),
      )
      const sent = kept.map((picture, i) => {
        const beforeMs = kept[i - 1]?.takenMs ?? -1
        return {
          ...picture,
          connects: i === 0 || reconnects.some(({ atMs }) => beforeMs < atMs && picture.takenMs >= atMs),
        }
      })
      assertHonest(await record({ frameMs, pictures: sent, rate, group }))
    }),
    { numRuns: 60 },
  )
})
