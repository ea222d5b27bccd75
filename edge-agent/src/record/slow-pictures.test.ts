import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import type { ClosedSegment } from '../media/closed-segment.ts'
import { testPicture } from '../testing/packets.ts'
import { testId, testRandom } from '../testing/records.ts'
import { simulatedDescription } from '../testing/simulated-camera.ts'
import { SimulatedDisk } from '../testing/simulated-disk.ts'
import { createStreamRecorder } from './stream-recorder.ts'
import { createSyncGroup } from './sync-group.ts'

const t0 = 1_750_000_000_000

/** Records pictures at these seconds, every `group`-th a keyframe, until `endSeconds`; sound is awaited in vain. */
async function record(seconds: readonly number[], group: number, endSeconds: number, withSound = false) {
  const clock = new SimulatedClock(t0)
  const disk = new SimulatedDisk()
  await disk.makeFolder('/segments')
  const segments: ClosedSegment[] = []
  const faults: string[] = []
  const syncGroup = createSyncGroup({ clock })
  const recorder = createStreamRecorder({
    cameraId: testId(),
    streamId: testId(),
    role: 'record',
    settings: { segmentSeconds: 60, audio: withSound },
    configVersion: 1,
    mask: null,
    segmentsDir: '/segments',
    disk,
    clock,
    random: testRandom(3),
    syncGroup,
    onClosed: closed => segments.push(closed),
    onFault: fault => faults.push(fault.cause),
  })
  const sound = { codec: 'pcmu', codecString: 'ulaw', decoderConfig: new Uint8Array(0), sampleRate: 8000 } as const
  const audio = withSound ? { ...sound, channels: 1, clockRate: 8000 } : null
  const description = { ...simulatedDescription, audio }
  const run = { runId: testId(), description, wallStartMs: t0, clockUncertaintyMs: 5, clockSource: 'arrival' } as const
  recorder.runStarted(run)
  for (const [i, second] of seconds.entries()) {
    await clock.advance(t0 + second * 1000 - clock.wallMs())
    const chunks = [new Uint8Array(100)]
    const arrivedAtMs = clock.monotonicMs()
    if (withSound && i === 0) recorder.packet(testPicture({ kind: 'audio', pts: 0, chunks, arrivedAtMs }))
    recorder.packet(testPicture({ pts: Math.round(second * 90_000), keyframe: i % group === 0, chunks, arrivedAtMs }))
  }
  await clock.advance(t0 + endSeconds * 1000 - clock.wallMs())
  recorder.runEnded('stopped')
  let isStopped = false
  const stopping = recorder.stop().then(() => {
    isStopped = true
  })
  while (!isStopped) await clock.advance(100)
  await stopping
  await syncGroup.stop()
  const spans = segments.map(({ wallStartMs, wallEndMs }) => [(wallStartMs - t0) / 1000, (wallEndMs - t0) / 1000])
  const fragments = segments.flatMap(({ fragments, mediaEndMs }) =>
    fragments.map(([startMs], i) => (fragments[i + 1]?.[0] ?? mediaEndMs) - startMs),
  )
  return { spans, longestFragmentMs: Math.max(...fragments), segments, faults }
}

const evenly = (count: number, every: number) => Array.from({ length: count }, (_, i) => i * every)
/** The parts of time that a list of spans covers, joined. */
const joined = (spans: readonly (readonly number[])[]) =>
  spans.reduce<number[][]>((all, [from, to]) => {
    if (all.at(-1)?.[1] === from) all.at(-1)![1] = to!
    else all.push([from!, to!])
    return all
  }, [])

for (const every of [7, 12, 18])
  for (const group of [1, 50])
    test(`one picture in ${every} s, every ${group}th a keyframe: each lasts until the next`, async () => {
      const end = every * 11 + 3
      const { spans, longestFragmentMs } = await record(evenly(12, every), group, end)
      assert.deepEqual(joined(spans), [[0, end]], 'all of it, and nothing of the time to come')
      assert.ok(longestFragmentMs <= 20_000, `${longestFragmentMs}`)
    })

test('while sound is awaited no fragment grows longer than the control plane takes', async () => {
  const { spans, longestFragmentMs } = await record(evenly(12, 12), 50, 140, true)
  assert.deepEqual(joined(spans), [[0, 140]])
  assert.ok(longestFragmentMs <= 20_000, `${longestFragmentMs}`)
})

test('pictures that stay away for eight seconds are a gap, in a stream of ten a second, each time', async () => {
  const seconds = evenly(300, 0.1).map(second => second + (second >= 20 ? 16 : second >= 10 ? 8 : 0))
  const { spans } = await record(seconds, 10, 46)
  const gaps = joined(spans)
  assert.deepEqual(
    gaps.map(([from, to]) => [Math.round(from!), Math.round(to!)]),
    [
      [0, 10],
      [18, 28],
      [36, 46],
    ],
  )
})

test('a segment without keyframes is left before it is longer than the control plane takes', async () => {
  const { segments, faults } = await record(evenly(800, 15), 1e9, 12_000)
  assert.deepEqual(faults, ['overload'], 'it cannot go on before the next keyframe')
  assert.ok(segments[0]!.wallEndMs - segments[0]!.wallStartMs <= 3 * 3_600_000)
  assert.ok(segments[0]!.wallEndMs - segments[0]!.wallStartMs > 2.9 * 3_600_000)
})
