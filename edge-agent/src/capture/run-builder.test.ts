import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import type { CameraPacket } from '../media/packet.ts'
import type { AudioTrack, RunStart } from '../media/track.ts'
import { randomFrom } from '../platform/random.ts'
import type { VideoConfig, VideoUnit } from './rtp/depacketizer.ts'
import type { ClockPoint } from './rtp/receiver.ts'
import { RunBuilder } from './run-builder.ts'
import type { RunCause } from './source.ts'

const config: VideoConfig = {
  codec: 'h264',
  codecString: 'avc1.42c016',
  decoderConfig: new Uint8Array([1]),
  width: 640,
  height: 360,
  frameRate: 15,
  reorders: false,
}
const pcmu: AudioTrack = {
  codec: 'pcmu',
  codecString: 'ulaw',
  decoderConfig: new Uint8Array(0),
  sampleRate: 8000,
  channels: 1,
  clockRate: 8000,
}

function start(audio: AudioTrack | null = pcmu) {
  const clock = new SimulatedClock(1_800_000_000_000)
  const runs: { run: RunStart; cause: RunCause }[] = []
  const packets: CameraPacket[] = []
  const points: { video: ClockPoint | null; audio: ClockPoint | null } = { video: null, audio: null }
  const builder = new RunBuilder({
    clock,
    random: randomFrom(length => new Uint8Array(length)),
    events: { run: (run, cause) => runs.push({ run, cause }), packet: packet => packets.push(packet) },
    audio,
    videoClock: () => points.video,
    audioClock: () => points.audio,
  })
  const video = (timestamp: number, more: Partial<VideoUnit> = {}) =>
    builder.video({
      timestamp,
      keyframe: false,
      data: new Uint8Array(1),
      arrivedAtMs: clock.monotonicMs(),
      config,
      afterLoss: false,
      damaged: false,
      ...more,
    })
  const sound = (timestamp: number) =>
    builder.audio({ timestamp, durationTicks: 160, data: new Uint8Array(1), arrivedAtMs: clock.monotonicMs() })
  const pts = (kind: string) => packets.filter(packet => packet.kind === kind).map(packet => packet.pts)
  const causes = () => runs.map(entry => entry.cause)
  return { clock, runs, packets, points, video, sound, pts, causes }
}

/** Fifteen pictures a second with a keyframe each second and 20 ms of sound per packet, for that many seconds. */
async function stream(
  camera: ReturnType<typeof start>,
  seconds: number,
  options: { from?: number; rate?: number } = {},
) {
  const { from = 0, rate = 1 } = options
  for (let ms = from; ms < from + seconds * 1000; ms += 20) {
    if (ms % 100 === 0) camera.video(5000 + Math.round(ms * 90 * rate), { keyframe: ms % 1000 === 0 })
    camera.sound(77_000 + ms * 8 - 160)
    await camera.clock.advance(20)
  }
}

test('a run starts with a keyframe at 0; what came before is dropped, sound from before it as well', () => {
  const { video, sound, pts, packets, causes } = start()
  sound(0)
  video(1000)
  sound(160)
  video(7000, { keyframe: true })
  video(13_000)
  assert.deepEqual(pts('video'), [0, 6000])
  assert.equal(packets[0]?.keyframe, true)
  assert.deepEqual(causes(), ['connected'])
})

test('the wall time of pts 0 is when the keyframe came', () => {
  const { clock, video, runs } = start()
  video(7000, { keyframe: true })
  assert.equal(runs[0]?.run.wallStartMs, clock.wallMs())
  assert.equal(runs[0]?.run.clockSource, 'arrival')
})

test('a camera whose clock agrees with ours is believed about when the picture was taken', () => {
  const { clock, video, runs, points } = start()
  points.video = { ntpMs: clock.wallMs() - 120, timestamp: 7000 }
  video(7000, { keyframe: true })
  assert.equal(runs[0]?.run.wallStartMs, clock.wallMs() - 120)
  assert.equal(runs[0]?.run.clockSource, 'sender-report')
})

/** A run of two pictures, then one that the camera's clock puts 200 ms earlier than arrival does. */
async function secondRunPlacedEarlier(more: Partial<VideoUnit>) {
  const { clock, video, runs, points } = start(null)
  video(0, { keyframe: true })
  await clock.advance(66)
  video(6000)
  points.video = { ntpMs: clock.wallMs() - 200, timestamp: 6000 }
  await clock.advance(66)
  video(12_000, { keyframe: true, config: { ...config, decoderConfig: new Uint8Array([2]) }, ...more })
  const [first, second] = runs.map(({ run }) => run)
  assert.equal(second!.clockSource, 'sender-report')
  return { second: second!, afterFirstMs: second!.wallStartMs - first!.wallStartMs }
}

test('behind a gap, a run placed by the camera’s clock begins when the last picture before it has ended', async () => {
  const { second, afterFirstMs } = await secondRunPlacedEarlier({ afterLoss: true })
  assert.ok(Math.abs(afterFirstMs - 12_000 / 90) < 0.001, `${afterFirstMs}`)
  assert.notEqual(second.isSeamless, true)
  assert.ok(second.clockUncertaintyMs >= 200, 'and says how far off that is')
})

test('where no picture is missing it may begin half a group earlier, and the run before ends there', async () => {
  const { second, afterFirstMs } = await secondRunPlacedEarlier({})
  assert.ok(Math.abs(afterFirstMs - 6000 / 90) < 0.001, `${afterFirstMs}`)
  assert.equal(second.isSeamless, true)
})

test('a camera that lives in 1970 is not', () => {
  const { clock, video, runs, points } = start()
  points.video = { ntpMs: 5000, timestamp: 7000 }
  video(7000, { keyframe: true })
  assert.equal(runs[0]?.run.wallStartMs, clock.wallMs())
})

test('sound and picture count from the same instant, by arrival', async () => {
  const camera = start()
  await stream(camera, 3)
  const video = camera.packets.filter(packet => packet.kind === 'video').at(-1)!
  const audio = camera.packets.filter(packet => packet.kind === 'audio').at(-1)!
  const videoAgeMs = video.arrivedAtMs - video.pts / 90
  const audioAgeMs = audio.arrivedAtMs - (audio.pts + 160) / 8
  assert.ok(Math.abs(videoAgeMs - audioAgeMs) <= 1, `${videoAgeMs} ${audioAgeMs}`)
  assert.deepEqual(camera.causes(), ['connected'])
})

test('sound and picture count from the same instant, by the camera’s reports where both tracks have them', async () => {
  const camera = start()
  const { clock } = camera
  // The sound is 200 ms late on the network; the reports know.
  camera.points.video = { ntpMs: clock.wallMs(), timestamp: 5000 }
  camera.points.audio = { ntpMs: clock.wallMs() - 200, timestamp: 77_000 }
  await stream(camera, 3)
  const audio = camera.packets.filter(packet => packet.kind === 'audio').at(-1)!
  const video = camera.packets.filter(packet => packet.kind === 'video').at(-1)!
  const lagMs = audio.arrivedAtMs - audio.pts / 8 - (video.arrivedAtMs - video.pts / 90)
  assert.ok(Math.abs(lagMs - 220) <= 1, `${lagMs}`)
})

test('a changed configuration starts a run at its keyframe', () => {
  const { video, causes, pts } = start()
  video(0, { keyframe: true })
  video(6000, { config: { ...config, decoderConfig: new Uint8Array([2]) } })
  video(12_000, { keyframe: true, config: { ...config, decoderConfig: new Uint8Array([2]) } })
  video(18_000, { keyframe: true, config: { ...config, decoderConfig: new Uint8Array([2]) } })
  assert.deepEqual(causes(), ['connected', 'codec-changed'])
  assert.deepEqual(pts('video'), [0, 6000, 0, 6000])
})

test('a camera clock that runs 1 % fast starts new runs, and no run is off by more than a quarter of a second', async () => {
  const camera = start(null)
  await stream(camera, 180, { rate: 1.01 })
  assert.deepEqual(camera.causes(), ['connected', ...Array(6).fill('clock-drift')])
  const wallOffsetMs = camera.clock.wallMs() - camera.clock.monotonicMs()
  let base = 0
  let runIndex = -1
  for (const packet of camera.packets) {
    if (packet.pts === 0) base = camera.runs[++runIndex]!.run.wallStartMs
    const errorMs = base + packet.pts / 90 - (packet.arrivedAtMs + wallOffsetMs)
    assert.ok(Math.abs(errorMs) < 370, `${errorMs}`)
  }
})

test('setting the agent’s clock starts a run with the new time (F15)', async () => {
  const camera = start(null)
  await stream(camera, 2)
  camera.clock.stepWall(3_600_000)
  await stream(camera, 2, { from: 2000 })
  assert.deepEqual(camera.causes(), ['connected', 'clock-step'])
  const [first, second] = camera.runs
  assert.equal(second!.run.wallStartMs - first!.run.wallStartMs, 3_602_000)
})

test('more than a second of lost pictures starts a run, less does not', async () => {
  const { clock, video, causes } = start(null)
  video(0, { keyframe: true })
  await clock.advance(900)
  video(81_000, { keyframe: true, afterLoss: true })
  assert.deepEqual(causes(), ['connected'])
  await clock.advance(1100)
  video(180_000, { keyframe: true, afterLoss: true })
  assert.deepEqual(causes(), ['connected', 'loss'])
})

test('timestamps that leap lose no picture: the run goes on and another starts at the next keyframe', async () => {
  const { clock, video, causes, pts } = start(null)
  video(1_000_000, { keyframe: true })
  for (let i = 1; i < 4; i++) {
    await clock.advance(100)
    video(2000 + i * 9000)
  }
  await clock.advance(100)
  video(2000 + 4 * 9000, { keyframe: true })
  assert.deepEqual(causes(), ['connected', 'timestamp-jump'])
  assert.deepEqual(pts('video'), [0, 9000, 18_000, 27_000, 0])
})

test('26 hours with 32-bit timestamps stay in one run without drift (F19)', async () => {
  const { video, causes, pts } = start(null)
  const seconds = 26 * 3600
  for (let second = 0; second <= seconds; second += 4) {
    video(second * 90_000, { keyframe: true, arrivedAtMs: 1000 + second * 1000 })
  }
  assert.deepEqual(causes(), ['connected'])
  assert.equal(pts('video').at(-1), seconds * 90_000)
})

test('two pictures never share a time, and pictures sent out of order keep theirs', () => {
  const still = start(null)
  still.video(0, { keyframe: true })
  still.video(6000)
  still.video(6000)
  assert.deepEqual(still.pts('video'), [0, 6000, 6001])
  const moving = start(null)
  const reorders = { config: { ...config, reorders: true } }
  moving.video(9000, { keyframe: true, recoveryFrames: 0, ...reorders })
  for (const ticks of [3000, 36_000, 18_000, 27_000]) moving.video(ticks, reorders)
  assert.deepEqual(moving.pts('video'), [0, 27_000, 9000, 18_000])
  assert.deepEqual(moving.causes(), ['connected'])
})

test('behind a keyframe that none is shown before, a picture whose timestamp wobbles before it is not lost', () => {
  const { video, pts, causes } = start(null)
  const reorders = { config: { ...config, reorders: true } }
  video(9000, { keyframe: true, ...reorders })
  for (const ticks of [5400, 21_600, 12_600, 36_000, 18_000]) video(ticks, reorders)
  // The last one wobbles before the newest but one, behind which it is shown.
  assert.deepEqual(pts('video'), [0, 1800, 12_600, 3600, 27_000, 14_400])
  assert.deepEqual(causes(), ['connected'])
})

test('recovery points begin groups where no full picture comes, and none between full pictures', async () => {
  const { clock, video, packets, causes } = start(null)
  const second = async (at: number, more: Partial<VideoUnit>) => {
    video(at * 90_000, { keyframe: true, ...more })
    await clock.advance(1000)
  }
  for (let at = 0; at < 30; at++) await second(at, at === 4 || at === 8 ? {} : { recoveryFrames: 12 })
  const groups = packets.flatMap(({ keyframe, pts }) => (keyframe ? [pts / 90_000] : []))
  assert.deepEqual(groups, [0, 1, 2, 3, 4, 8, 24, 25, 26, 27, 28, 29])
  assert.deepEqual(causes(), ['connected'])
  assert.equal(packets[5]?.recoveryFrames, 12, 'the file says so all the same')
  await second(30, {})
  await clock.advance(500)
  await second(31, { recoveryFrames: 12, afterLoss: true })
  assert.equal(packets.at(-1)?.keyframe, true, 'after loss it is where decoding goes on')
})

test('a camera that changes its set-up with every picture begins two runs a second, and its time is not said twice', async () => {
  const { clock, video, runs, packets } = start(null)
  for (let picture = 0; picture < 25 * 60; picture++) {
    const decoderConfig = new Uint8Array([picture % 250])
    video(picture * 3600, { keyframe: true, config: { ...config, decoderConfig } })
    await clock.advance(40)
  }
  assert.ok(runs.length >= 120 && runs.length <= 120 + 32, `${runs.length} runs in a minute`)
  assert.equal(packets.length, runs.length, 'no picture of another set-up than its run has')
  for (const [index, { run }] of runs.entries()) {
    const sinceMs = run.wallStartMs - (runs[index - 1]?.run.wallStartMs ?? Number.NEGATIVE_INFINITY)
    assert.equal(run.isSeamless ?? false, sinceMs === 40, 'where pictures are missing between two runs, it is said')
  }
})
