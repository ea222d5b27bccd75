import assert from 'node:assert/strict'
import { it } from 'node:test'
import { mostFragmentsIn } from '@nightjar/control-plane/services/recording/rules/judge-manifest.ts'
import type { Fragment } from '@nightjar/edge-agent/record/fragment.ts'
import { Fragmenter } from '@nightjar/edge-agent/record/fragmenter.ts'
import { testPicture } from '@nightjar/edge-agent/testing/packets.ts'
import { simulatedDescription } from '@nightjar/edge-agent/testing/simulated-camera.ts'
import fc from 'fast-check'

const rate = 90_000

/** Cameras that send as no camera should: keyframes only, stalls, jitter of a second, orders without any sense. */
const streams = fc.record({
  perSecond: fc.constantFrom(0.1, 1, 3.9, 4.1, 8, 15, 25, 60, 120, 240),
  keyframeEvery: fc.constantFrom(1, 2, 5, 25, Number.MAX_SAFE_INTEGER),
  jitterSeconds: fc.constantFrom(0, 0, 0.02, 0.2, 0.5, 1),
  shuffled: fc.constantFrom(0, 0, 2, 5, 20, 60),
  /** Of each second: its pictures have the second's own time. */
  stalled: fc.constantFrom(0, 0, 0.1, 0.3, 0.5),
  codec: fc.constantFrom('h264' as const, 'h265' as const),
  random: fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
})
type Stream = typeof streams extends fc.Arbitrary<infer One> ? One : never

function timesOf({ perSecond, jitterSeconds, shuffled, stalled, random }: Stream): number[] {
  const next = () => random.next().value as number
  const times = Array.from({ length: Math.min(1500, Math.ceil(20 * perSecond)) }, (_, at) => {
    const seconds = at / perSecond + (at === 0 ? 0 : (2 * next() - 1) * jitterSeconds)
    const stands = stalled > 0 && seconds - Math.floor(seconds) < stalled
    return Math.round((stands ? Math.floor(seconds) : seconds) * rate)
  })
  for (let at = 1; shuffled > 0 && at < times.length; at += shuffled) {
    const part = times.slice(at, at + shuffled).map(time => [next(), time] as const)
    times.splice(at, shuffled, ...part.toSorted(([a], [b]) => a - b).map(([, time]) => time))
  }
  return times
}

function segmentsOf(stream: Stream): Fragment[][] {
  const { video, audio } = simulatedDescription
  const description = { audio, video: { ...video, codec: stream.codec, frameRate: stream.perSecond } }
  const fragmenter = new Fragmenter(description, { segmentSeconds: 60, audio: false, configVersion: 1 })
  const cut = timesOf(stream).flatMap((pts, at) =>
    fragmenter.push(testPicture({ pts, keyframe: at % stream.keyframeEvery === 0, chunks: [new Uint8Array(1)] })),
  )
  const segments: Fragment[][] = []
  for (const fragment of [...cut, ...fragmenter.finish()]) {
    if (fragment.startsSegment) segments.push([])
    segments.at(-1)!.push(fragment)
  }
  return segments
}

it('no stream, however odd, is cut into half as many fragments as a segment may have', () => {
  fc.assert(
    fc.property(streams, stream => {
      for (const fragments of segmentsOf(stream)) {
        const ms = ((fragments.at(-1)!.endTicks - fragments[0]!.startTicks) * 1000) / rate
        assert.ok(fragments.length <= mostFragmentsIn(ms) / 2, `${fragments.length} in ${ms} ms`)
      }
    }),
    { numRuns: 300 },
  )
})
