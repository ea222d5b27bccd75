import fc from 'fast-check'
import { testPicture } from '../../../testing/packets.ts'
import type { PicturePacket } from '../../packet.ts'
import type { PictureSink } from '../../picture-source.ts'
import type { RunStart } from '../../track.ts'

/** One call of a picture sink. */
export type Call =
  | readonly ['runStarted', RunStart]
  | readonly ['packet', PicturePacket]
  | readonly ['runEnded', string]
  | readonly ['waiting', string | null]
  | readonly ['closed', string]

export const say = (sink: PictureSink, [name, value]: Call) =>
  (sink[name] as (value: unknown) => void).call(sink, value)

/** A sink that remembers; pieces of packets are joined. */
export function ear() {
  const heard: Call[] = []
  const sink: Required<Omit<PictureSink, 'givesBack'>> = {
    runStarted: run => void heard.push(['runStarted', run]),
    packet: packet => void heard.push(['packet', joined(packet)]),
    runEnded: reason => void heard.push(['runEnded', reason]),
    waiting: reason => void heard.push(['waiting', reason]),
    closed: reason => void heard.push(['closed', reason]),
  }
  return { heard, sink }
}
const joined = (packet: PicturePacket) => testPicture({ ...packet, chunks: [Buffer.concat(packet.chunks)] })
export const joinedAll = (story: readonly Call[]) =>
  story.map((call): Call => (call[0] === 'packet' ? ['packet', joined(call[1])] : call))

export const run = (change: Partial<RunStart> = {}): RunStart => ({
  runId: '01900000-0000-7000-8000-000000000000',
  description: {
    video: {
      codec: 'h264',
      codecString: 'avc1.64001f',
      decoderConfig: Uint8Array.from([1, 2, 3]),
      width: 640,
      height: 360,
      clockRate: 90_000,
      frameRate: null,
    },
    audio: null,
  },
  wallStartMs: 1_750_000_000_000.125,
  clockUncertaintyMs: 20,
  clockSource: 'arrival',
  ...change,
})

// JSON has no negative zero.
const number = fc.double({ noNaN: true, noDefaultInfinity: true, max: 1e15, min: -1e15 }).map(value => value + 0)
const track = {
  codecString: fc.string({ maxLength: 30 }),
  decoderConfig: fc.uint8Array({ maxLength: 80 }),
  clockRate: fc.integer({ min: 1, max: 200_000 }),
}
const size = fc.integer({ min: 1, max: 16_384 })
const options = { noNullPrototype: true }
const runs: fc.Arbitrary<RunStart> = fc.record(
  {
    runId: fc.uuid({ version: 7 }),
    description: fc.record(
      {
        video: fc.record(
          { ...track, codec: fc.constantFrom('h264', 'h265'), width: size, height: size, frameRate: fc.option(number) },
          options,
        ),
        audio: fc.option(
          fc.record(
            {
              ...track,
              codec: fc.constantFrom('aac', 'pcmu', 'pcma', 'opus'),
              sampleRate: fc.nat(),
              channels: fc.nat(8),
            },
            options,
          ),
        ),
      },
      options,
    ),
    wallStartMs: number,
    clockUncertaintyMs: number.map(Math.abs),
    clockSource: fc.constantFrom('sender-report', 'arrival'),
  },
  options,
)
const packets = fc
  .record(
    {
      kind: fc.constantFrom('video', 'audio'),
      pts: fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -5000, max: 5000 })),
      keyframe: fc.boolean(),
      damaged: fc.boolean(),
      chunks: fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 3 }),
      arrivedAtMs: fc.double({ noNaN: true, noDefaultInfinity: true }),
    },
    options,
  )
  .map(({ damaged, ...fields }) => testPicture(damaged ? { ...fields, damaged } : fields))
const reasons = fc.string({ maxLength: 64, unit: 'binary' })
const waitings = fc.array(fc.tuple(fc.constant('waiting' as const), fc.option(reasons)), { maxLength: 2 })
const stretches = fc
  .tuple(runs, fc.array(packets, { maxLength: 8 }), fc.option(reasons), waitings)
  .map(([start, sent, reason, waits]): Call[] => [
    ['runStarted', start],
    ...sent.map((packet): Call => ['packet', packet]),
    // Without a word of its end the next run says it.
    ...(reason === null ? [] : ([['runEnded', reason], ...waits] satisfies Call[])),
  ])
export const stories = fc
  .tuple(waitings, fc.array(stretches, { maxLength: 4 }), runs, reasons)
  .map(([waits, parts, last, reason]): Call[] => [
    ...waits,
    ...parts.flat(),
    ['runStarted', last],
    ['runEnded', reason],
    ['closed', reason],
  ])
export const splits = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 20 })
