import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import type { CameraPacket } from '../media/packet.ts'
import { randomFrom } from '../platform/random.ts'
import type { VideoConfig } from './rtp/depacketizer.ts'
import { RunBuilder } from './run-builder.ts'

const frameMs = 100
const frameTicks = 9000

/** Ten pictures a second with a keyframe each second, stamped as `stampOf` says, for that many pictures. */
async function stream(stampOf: (index: number) => number, pictures: number, reorders = false) {
  const clock = new SimulatedClock(1_800_000_000_000)
  const causes: string[] = []
  const packets: CameraPacket[] = []
  const config: VideoConfig = {
    codec: 'h264',
    codecString: 'avc1.42c016',
    decoderConfig: new Uint8Array([1]),
    width: 640,
    height: 360,
    frameRate: 10,
    reorders,
  }
  const builder = new RunBuilder({
    clock,
    random: randomFrom(length => new Uint8Array(length)),
    events: { run: (_, cause) => causes.push(cause), packet: packet => packets.push(packet) },
    audio: null,
    videoClock: () => null,
    audioClock: () => null,
  })
  for (let i = 0; i < pictures; i++) {
    builder.video({
      timestamp: stampOf(i),
      keyframe: i % 10 === 0,
      data: new Uint8Array(1),
      arrivedAtMs: clock.monotonicMs(),
      config,
      afterLoss: false,
      damaged: false,
    })
    await clock.advance(frameMs)
  }
  return { causes, pts: packets.map(packet => packet.pts) }
}

/** One run with every picture, each later than the one before, and none further than 100 ms from when it came. */
function assertByArrival({ causes, pts }: { causes: string[]; pts: number[] }, pictures: number): void {
  assert.deepEqual(causes, ['connected'])
  assert.equal(pts.length, pictures)
  for (const [i, time] of pts.entries()) {
    assert.ok(i === 0 || time > pts[i - 1]!, `picture ${i}: ${time} after ${pts[i - 1]}`)
    assert.ok(Math.abs(time / 90 - i * frameMs) <= frameMs, `picture ${i} at ${time / 90} ms`)
  }
}

for (const reorders of [false, true]) {
  const which = reorders ? 'a stream that may reorder' : 'a stream in order'

  test(`${which}: timestamps that freeze for three minutes and then go on are replaced by arrival, in one run`, async () => {
    const frozenAt = 50
    const frozen = 1800
    const goOn = (i: number) => (i < frozenAt ? i : i < frozenAt + frozen ? frozenAt : i - frozen)
    assertByArrival(await stream(i => 70_000 + goOn(i) * frameTicks, 2000, reorders), 2000)
  })

  test(`${which}: timestamps that freeze and come back as if nothing had been`, async () => {
    const stamp = (i: number) => 70_000 + (i >= 50 && i < 1850 ? 50 : i) * frameTicks
    assertByArrival(await stream(stamp, 2000, reorders), 2000)
  })

  test(`${which}: timestamps that wobble by a tick are a clock that stands`, async () => {
    const wobble = [0, 1, 0, -1, 1, -1]
    assertByArrival(await stream(i => 70_000 + wobble[i % wobble.length]!, 600, reorders), 600)
  })

  test(`${which}: one step back by one tick starts no run`, async () => {
    assertByArrival(await stream(i => 70_000 + i * frameTicks - (i === 40 ? frameTicks + 1 : 0), 200, reorders), 200)
  })
}
