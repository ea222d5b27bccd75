import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { PicturePacket } from '../media/packet.ts'
import type { StreamDescription } from '../media/track.ts'
import { testPicture } from '../testing/packets.ts'
import { simulatedDescription } from '../testing/simulated-camera.ts'
import type { Fragment } from './fragment.ts'
import { Fragmenter } from './fragmenter.ts'

const withSound: StreamDescription = {
  ...simulatedDescription,
  audio: {
    codec: 'pcmu',
    codecString: 'ulaw',
    decoderConfig: new Uint8Array(0),
    sampleRate: 8000,
    channels: 1,
    clockRate: 8000,
  },
}
const setup = { segmentSeconds: 5, audio: true, configVersion: 1 }

function packet(kind: 'video' | 'audio', pts: number, keyframe: boolean): PicturePacket {
  const bytes = Uint8Array.from([pts & 255])
  return testPicture({ kind, pts, keyframe, chunks: [bytes] })
}

function cut(packets: readonly PicturePacket[], description = simulatedDescription): Fragment[] {
  const fragmenter = new Fragmenter(description, setup)
  return [...packets.flatMap(each => fragmenter.push(each)), ...fragmenter.finish()]
}

/** Presentation times of all pictures, as the fragments tell them. */
const presented = (fragments: readonly Fragment[]): number[] =>
  fragments.flatMap(fragment => {
    let time = fragment.startTicks
    return fragment.video.map(sample => {
      const shown = time + sample.compositionOffset
      time += sample.duration
      return shown
    })
  })

const durations = (fragment: Fragment) => fragment.video.reduce((sum, sample) => sum + sample.duration, 0)

/** Pictures with jitter of up to 40 % of their distance, keyframes at random, reordered in groups of `depth`. */
const streams = fc
  .record({
    jitter: fc.array(fc.tuple(fc.integer({ min: -1200, max: 1200 }), fc.nat(20)), {
      minLength: 80,
      maxLength: 200,
      size: 'max',
    }),
    depth: fc.integer({ min: 0, max: 4 }),
  })
  .map(({ jitter, depth }) => {
    const times = jitter.map(([shift], i) => i * 3000 + (i === 0 ? 0 : shift))
    const ordered: PicturePacket[] = []
    for (let i = 0; i < times.length; ) {
      const isKey = i === 0 || jitter[i]![1] === 0
      const group = isKey ? times.slice(i, i + 1) : times.slice(i, i + depth + 1)
      // The last of a group is decoded first, as a P-frame is before the B-frames that it closes.
      const decoded = [...group.slice(-1), ...group.slice(0, -1)]
      ordered.push(...decoded.map(pts => packet('video', pts, isKey)))
      i += group.length
    }
    return ordered
  })

describe('fragmenter', () => {
  it('keeps every picture once with its own time, fragments touch, decode times grow', () => {
    fc.assert(
      fc.property(streams, packets => {
        const fragments = cut(packets)
        assert.deepEqual(
          presented(fragments),
          packets.map(each => each.pts),
        )
        fragments.forEach((fragment, i) => {
          assert.equal(durations(fragment), fragment.endTicks - fragment.startTicks)
          assert.ok(fragment.video.every(sample => sample.duration > 0))
          const shown = presented([fragment])
          assert.ok(Math.min(...shown) >= fragment.startTicks, 'nothing is shown before its fragment')
          assert.ok(Math.max(...shown) < fragment.endTicks, 'nothing is shown after it')
          assert.ok(!fragment.startsSegment || fragment.keyframe)
          if (i > 0) assert.equal(fragment.startTicks, fragments[i - 1]!.endTicks)
        })
        assert.ok(fragments[0]?.startsSegment)
      }),
      { numRuns: 300 },
    )
  })

  it('cuts about every 0.8 s, and segments at the keyframe after their time', () => {
    const packets = Array.from({ length: 450 }, (_, i) => packet('video', i * 6000, i % 30 === 0))
    const fragments = cut(packets)
    assert.ok(fragments.every(fragment => fragment.endTicks - fragment.startTicks <= 90_000))
    assert.deepEqual(
      fragments.filter(fragment => fragment.startsSegment).map(fragment => fragment.startTicks / 90_000),
      [0, 6, 12, 18, 24],
    )
  })

  it('is steady for 30 days: times are exact however long the run is', () => {
    const start = 30 * 86_400 * 90_000
    const packets = Array.from({ length: 100 }, (_, i) => packet('video', start + i * 6001, i % 30 === 0))
    assert.deepEqual(
      presented(cut(packets)),
      packets.map(each => each.pts),
    )
  })

  it('waits for the first keyframe, and drops sound that lies before it', () => {
    const packets = [
      packet('video', 0, false),
      packet('audio', 0, true),
      packet('video', 9000, true),
      packet('audio', 800, true),
      packet('video', 18_000, false),
    ]
    const fragments = cut(packets, withSound)
    assert.deepEqual(presented(fragments), [9000, 18_000])
    assert.deepEqual(fragments[0]?.audio?.samples.length, 1)
  })

  it('puts sound that comes late with the pictures of its time, without a gap at a new segment', () => {
    const packets: PicturePacket[] = []
    for (let i = 0; i < 300; i++) {
      packets.push(packet('video', i * 6000, i % 30 === 0))
      // Five frames of 20 ms at a time, 150 ms late.
      if (i % 3 === 2)
        for (let k = 0; k < 10; k++) {
          const at = (i - 2) * 533.34 - 1200 + k * 160
          packets.push(packet('audio', Math.round(at / 160) * 160, true))
        }
    }
    const fragments = cut(packets, withSound)
    let next: number | null = null
    for (const { audio } of fragments) {
      if (!audio) continue
      if (next !== null) assert.equal(audio.startTicks, next)
      next = audio.startTicks + audio.samples.reduce((sum, sample) => sum + sample.duration, 0)
    }
    assert.ok(next && next > 8000 * 18)
  })

  it('cuts without sound when the microphone falls silent', () => {
    const packets = Array.from({ length: 100 }, (_, i) => packet('video', i * 6000, i % 30 === 0))
    packets.splice(3, 0, packet('audio', 0, true))
    assert.ok(cut(packets, withSound).length > 5)
    const fragmenter = new Fragmenter(withSound, setup)
    const early = packets.slice(0, 40).flatMap(each => fragmenter.push(each))
    assert.ok(early.length > 0, 'nothing is held back for sound that does not come')
  })

  it('a picture that is the next run’s ends the run and lasts no time', () => {
    const run = [packet('video', 0, true), packet('video', 9000, false), packet('video', 18_000, false)]
    const [last] = cut([...run.slice(0, 2), testPicture({ ...run[2]!, keyframe: false, repeated: true })])
    assert.deepEqual(
      last?.video.map(sample => sample.duration),
      [9000, 9000, 1],
    )
    assert.equal(last?.endTicks, 18_001)
  })
})
