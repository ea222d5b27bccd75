import assert from 'node:assert/strict'
import { test } from 'node:test'
import { movie } from '@nightjar/shared/mp4/movie.ts'
import { movieFragment } from '@nightjar/shared/mp4/movie-fragment.ts'
import { boxesIn } from '@nightjar/shared/mp4/read-boxes.ts'
import { readDecodeTime } from '@nightjar/shared/mp4/read-tracks.ts'
import { box } from '@nightjar/shared/mp4/write-box.ts'
import { checkBoxLength, checkType } from '@nightjar/shared/records/fragment-check.ts'
import { shiftFragments } from './shift-fragments.ts'

const video = { codec: 'h264', decoderConfig: new Uint8Array(20), width: 640, height: 360 } as const
const sound = { codec: 'aac', decoderConfig: new Uint8Array(2), sampleRate: 44_100, channels: 1 } as const
const init = Buffer.concat([
  box('ftyp'),
  movie({
    timescale: 1000,
    nextTrackId: 3,
    tracks: [
      { id: 1, timescale: 90_000, name: 'video', defaultSampleFlags: 0, handler: 'vide', entry: video },
      { id: 2, timescale: 44_100, name: 'audio', defaultSampleFlags: 0, handler: 'soun', entry: sound },
    ],
  }),
  box('uuid', new Uint8Array(40)),
])

/** One second from tick `at` of the run on, in a file whose zero is tick `zero`. */
function fragment(at: number, zero: number): Buffer {
  const check = new Uint8Array(checkBoxLength - 8)
  check.set(checkType)
  new DataView(check.buffer).setBigInt64(20, BigInt(at))
  const sample = { duration: 90_000, compositionOffset: 0, byteLength: 5, keyframe: true }
  // As the recorder writes it: rounded down from the file's zero.
  const soundTime = Math.floor((at * 44_100) / 90_000) - Math.floor((zero * 44_100) / 90_000)
  const moof = movieFragment(1, [
    { trackId: 1, decodeTime: at - zero, samples: [sample], hasSampleFlags: true, runVersion: 1 },
    { trackId: 2, decodeTime: soundTime, samples: [sample], hasSampleFlags: false, runVersion: 1 },
  ])
  return Buffer.concat([box('uuid', check), moof, Buffer.from('pictsound!')])
}

async function shifted(file: Uint8Array, runZeroMs: number, { withInit = false, piece = 100 } = {}): Promise<Buffer> {
  const pieces = Array.from({ length: Math.ceil(file.length / piece) }, (_, i) =>
    file.subarray(i * piece, (i + 1) * piece),
  )
  const out: Uint8Array[] = []
  const source = ReadableStream.from(pieces) as ReadableStream<Uint8Array>
  for await (const chunk of source.pipeThrough(shiftFragments(runZeroMs, withInit))) out.push(chunk)
  return Buffer.concat(out)
}
const timesIn = (bytes: Buffer, trackId: number) =>
  [...boxesIn(bytes)]
    .filter(({ type }) => type === 'moof')
    .map(({ at, end }) => readDecodeTime(bytes.subarray(at, end), trackId))

test('the files of a run follow each other to the tick, wherever the run begins on the axis', async () => {
  const second = 90_000
  // 33 ms and some ticks: neither a whole millisecond nor a whole tick of sound.
  const zeros = [2_999, 2_999 + 2 * second]
  const files = zeros.map(zero => Buffer.concat([init, fragment(zero, zero), fragment(zero + second, zero)]))
  const startMs = Math.floor((zeros[0]! * 1000) / 90_000)
  for (const placeMs of [0, 7, 1_000_000_003]) {
    const out = await Promise.all(files.map(file => shifted(file, placeMs - startMs)))
    const pictures = out.flatMap(bytes => timesIn(bytes, 1) as number[])
    const first = 2_999 + (placeMs - startMs) * 90
    assert.deepEqual(
      pictures,
      [0, 1, 2, 3].map(n => first + n * second),
    )
    const sounds = out.flatMap(bytes => timesIn(bytes, 2) as number[])
    assert.ok(sounds[0]! >= 0)
    for (const [n, time] of sounds.slice(1).entries()) assert.equal(time - sounds[n]!, 44_100)
  }
})

test('no byte but those of times changes, in whatever pieces the file comes', async () => {
  const file = Buffer.concat([init, fragment(0, 0), fragment(90_000, 0)])
  for (const piece of [1, 7, 64, 100_000]) {
    assert.deepEqual(await shifted(file, 0, { piece, withInit: true }), file)
    assert.deepEqual(await shifted(file, 0, { piece }), file.subarray(init.length))
  }
})

test('what is no whole segment of a recorder breaks the stream', async () => {
  const file = Buffer.concat([init, fragment(0, 0)])
  await assert.rejects(shifted(file.subarray(0, -1), 0), /within a box/)
  await assert.rejects(shifted(Buffer.concat([fragment(0, 0)]), 0), /no segment of a recorder/)
  await assert.rejects(shifted(Buffer.concat([init, fragment(0, 0).subarray(checkBoxLength)]), 0), /no segment/)
  await assert.rejects(shifted(file, -1), /decode time of -90/)
})
