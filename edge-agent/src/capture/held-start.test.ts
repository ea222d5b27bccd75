import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import type { CameraPacket } from '../media/packet.ts'
import type { AudioTrack, RunStart } from '../media/track.ts'
import { randomFrom } from '../platform/random.ts'
import type { VideoConfig, VideoUnit } from './rtp/depacketizer.ts'
import { RunBuilder } from './run-builder.ts'

const config: VideoConfig = {
  codec: 'h264',
  codecString: 'avc1.64001f',
  decoderConfig: new Uint8Array([1]),
  width: 640,
  height: 360,
  frameRate: 10,
  reorders: true,
}
const pcmu: AudioTrack = {
  codec: 'pcmu',
  codecString: 'ulaw',
  decoderConfig: new Uint8Array(0),
  sampleRate: 8000,
  channels: 1,
  clockRate: 8000,
}

/** Ten pictures a second; times in tenths of a second. */
function start(audio: AudioTrack | null = null) {
  const clock = new SimulatedClock(1_800_000_000_000)
  const runs: RunStart[] = []
  const packets: { run: number; packet: CameraPacket }[] = []
  const awaited: { sinceMs: number | null } = { sinceMs: null }
  const builder = new RunBuilder({
    clock,
    random: randomFrom(length => new Uint8Array(length)),
    events: {
      run: run => runs.push(run),
      packet: packet => packets.push({ run: runs.length, packet }),
      awaitedSinceMs: () => awaited.sinceMs,
    },
    audio,
    videoClock: () => null,
    audioClock: () => null,
  })
  const picture = async (at: number, more: Partial<VideoUnit> = {}) => {
    builder.video({
      timestamp: at * 9000,
      keyframe: false,
      data: new Uint8Array([at]),
      arrivedAtMs: clock.monotonicMs(),
      config,
      afterLoss: false,
      damaged: false,
      ...more,
    })
    await clock.advance(100)
  }
  const recoveryPoint = (at: number, more: Partial<VideoUnit> = {}) =>
    picture(at, { keyframe: true, recoveryFrames: 0, ...more })
  const sound = (at: number) =>
    builder.audio({ timestamp: at * 800, durationTicks: 0, data: new Uint8Array(1), arrivedAtMs: clock.monotonicMs() })
  const ofRun = (run: number, kind = 'video') =>
    packets
      .flatMap(each => (each.run === run && each.packet.kind === kind ? [each.packet] : []))
      .map(({ pts, keyframe, repeated }) => `${pts / 9000}${keyframe ? 'K' : ''}${repeated ? ' again' : ''}`)
  return { clock, builder, runs, packets, awaited, picture, recoveryPoint, sound, ofRun }
}

/** An open group of pictures in order of decoding, then somebody sets our clock, and the keyframe of the next. */
async function untilCut(to: ReturnType<typeof start>) {
  await to.recoveryPoint(0)
  for (const at of [3, 1, 2]) await to.picture(at)
  to.clock.stepWall(60_000)
  await to.recoveryPoint(6)
}

test('at a seamless cut the pictures that lead the new run’s keyframe belong to the run before, with that keyframe lent', async () => {
  const to = start()
  await untilCut(to)
  await to.picture(4)
  await to.picture(5)
  assert.equal(to.runs.length, 1, 'the new run waits for them')
  await to.picture(9)
  await to.picture(7)
  assert.deepEqual(to.ofRun(1), ['0K', '3', '1', '2', '6 again', '4', '5'])
  assert.deepEqual(to.ofRun(2), ['0K', '3', '1'])
  assert.equal(to.runs[1]?.isSeamless, false, 'the clock was set')
  const [lent, own] = to.packets.flatMap(({ packet }) => (packet.chunks[0]![0] === 6 ? [packet] : []))
  assert.notEqual(lent!.chunks[0]!.buffer, own!.chunks[0]!.buffer, 'each has memory of its own')
})

test('where nothing leads it, nothing is lent; where what led it was lost, or the connection ends, it begins a run', async () => {
  const unled = start()
  await untilCut(unled)
  await unled.picture(7)
  assert.deepEqual(
    [unled.ofRun(1), unled.ofRun(2)],
    [
      ['0K', '3', '1', '2'],
      ['0K', '1'],
    ],
  )
  const ended = start()
  await untilCut(ended)
  ended.builder.end()
  assert.deepEqual([ended.ofRun(1), ended.ofRun(2)], [['0K', '3', '1', '2'], ['0K']])
  const lossy = start()
  await lossy.recoveryPoint(0)
  lossy.clock.stepWall(60_000)
  await lossy.recoveryPoint(6, { afterLoss: true })
  await lossy.picture(4)
  await lossy.picture(7)
  assert.deepEqual([lossy.ofRun(1), lossy.ofRun(2)], [['0K'], ['0K', '1']])
})

test('sound goes to the run of its time, though the keyframe between is held', async () => {
  const to = start(pcmu)
  const both = async (picture: number, sound: number, more: Partial<VideoUnit> = {}) => {
    to.sound(sound)
    await to.picture(picture, more)
  }
  await both(0, 0, { keyframe: true, recoveryFrames: 0 })
  for (const [i, at] of [3, 1, 2].entries()) await both(at, i + 1)
  to.clock.stepWall(60_000)
  await both(6, 4, { keyframe: true, recoveryFrames: 0 })
  for (const [i, at] of [4, 5, 9, 7].entries()) await both(at, i + 5)
  const heard = (run: number) =>
    to.packets.flatMap(({ packet, run: of }) =>
      of === run && packet.kind === 'audio' ? [Math.round(packet.pts / 800)] : [],
    )
  assert.deepEqual(heard(1), [1, 2, 3, 4, 5])
  // Sounds 6 to 8: by arrival, the new run's keyframe belongs to sound 4.
  assert.deepEqual(heard(2), [2, 3, 4])
})

test('a keyframe that came before somebody switched recording on begins no run for him', async () => {
  const to = start()
  await untilCut(to)
  to.awaited.sinceMs = to.clock.monotonicMs()
  await to.picture(4)
  await to.picture(9)
  assert.equal(to.runs.length, 1)
  assert.deepEqual(to.ofRun(1), ['0K', '3', '1', '2', '6 again', '4', '9'])
  await to.recoveryPoint(12)
  await to.picture(13)
  assert.deepEqual(to.ofRun(2), ['0K', '1'])
})

test('between full pictures a recovery point begins a group where somebody has none to begin with', async () => {
  const to = start()
  await to.picture(0, { keyframe: true })
  await to.recoveryPoint(1)
  to.awaited.sinceMs = 0
  await to.recoveryPoint(2)
  to.awaited.sinceMs = null
  await to.recoveryPoint(3)
  assert.deepEqual(to.ofRun(1), ['0K', '1', '2K', '3'])
})
