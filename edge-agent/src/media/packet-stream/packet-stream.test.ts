import assert from 'node:assert/strict'
import { Readable, Writable } from 'node:stream'
import { test } from 'node:test'
import type { AppError } from '@nightjar/shared/errors/app-error.ts'
import fc from 'fast-check'
import { testPicture } from '../../testing/packets.ts'
import type { PictureSink } from '../picture-source.ts'
import { maxPacketBytes, maxWordsBytes, writeFrameHead } from './frame.ts'
import { readPacketStream } from './reader.ts'
import { type Call, ear, joinedAll, run, say, splits, stories } from './testing/stories.ts'
import { writePacketStream } from './writer.ts'

function bytesOf(story: readonly Call[]): Buffer {
  const written: Buffer[] = []
  const stream = new Writable({
    write: (bytes: Buffer, _encoding, done) => {
      written.push(bytes)
      done()
    },
  })
  const sink = writePacketStream(stream)
  for (const call of story) say(sink, call)
  return Buffer.concat(written)
}

/** The bytes in pieces of these lengths, over and over; never as an empty piece. */
function* pieces(bytes: Buffer, lengths: readonly number[]) {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const length = lengths[i % lengths.length] ?? 1
    yield bytes.subarray(at, at + length)
    at += length
  }
}

async function read(bytes: Buffer, lengths: readonly number[]) {
  const { heard, sink } = ear()
  const end = await readPacketStream(Readable.from(pieces(bytes, lengths), { objectMode: false }), sink)
  return { heard, end }
}

/** What a sink may rely on, whatever the bytes were. */
function assertWhole(heard: readonly Call[], end: AppError | null): void {
  let isOpen = false
  for (const [i, [name]] of heard.entries()) {
    if (name === 'runStarted') isOpen = true
    if (name === 'packet' || name === 'runEnded') assert.ok(isOpen, `${name} outside of a run`)
    if (name === 'runEnded') isOpen = false
    assert.equal(name === 'closed', i === heard.length - 1, 'closed is the last word')
  }
  assert.ok(!isOpen, 'no run is left open')
  assert.equal(heard.length > 0, true)
  if (end !== null) assert.deepEqual(heard.at(-1), ['closed', end.code])
}

test('what is read is what was written: every run and packet with all its fields, however the bytes are split', async () => {
  await fc.assert(
    fc.asyncProperty(stories, splits, async (story, lengths) => {
      const { heard, end } = await read(bytesOf(story), lengths)
      assert.deepEqual(heard, joinedAll(story))
      assert.equal(end, null)
      assertWhole(heard, end)
    }),
    { numRuns: 300 },
  )
})

test('the golden bytes of a packet: length, exact time, arrival, then the wire message as a relay would get it', () => {
  const start = run({ wallStartMs: 500 })
  const packet = testPicture({ pts: 90_000, chunks: [Uint8Array.from([7, 8]), Uint8Array.from([9])], arrivedAtMs: 0.5 })
  const frame = bytesOf([
    ['runStarted', start],
    ['packet', packet],
  ]).subarray(-33)
  assert.deepEqual([...frame.subarray(0, 4)], [13, 0, 0, 0])
  assert.equal(frame.readDoubleLE(4), 90_000)
  assert.equal(frame.readDoubleLE(12), 0.5)
  assert.deepEqual([...frame.subarray(20)], [0, 1, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 7, 8, 9])
})

test('a stream that breaks off anywhere was right until there, and ends in words', async () => {
  await fc.assert(
    fc.asyncProperty(
      stories,
      splits,
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      async (story, lengths, part) => {
        const bytes = bytesOf(story)
        const { heard, end } = await read(bytes.subarray(0, Math.floor(bytes.length * part)), lengths)
        assert.equal(end?.code, 'service.unavailable')
        assertWhole(heard, end)
        const own = heard.at(-2)?.[0] === 'runEnded' && heard.at(-2)?.[1] === 'service.unavailable' ? 2 : 1
        assert.deepEqual(heard.slice(0, -own), joinedAll(story).slice(0, heard.length - own))
      },
    ),
  )
})

test('bytes that were changed, and bytes that never were a packet stream, end it in words', async () => {
  const change = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 }))
  await fc.assert(
    fc.asyncProperty(
      stories,
      splits,
      fc.array(change, { minLength: 1, maxLength: 4 }),
      async (story, lengths, changes) => {
        const bytes = bytesOf(story)
        for (const [at, by] of changes) bytes[at % bytes.length]! ^= by
        const { heard, end } = await read(bytes, lengths)
        assertWhole(heard, end)
      },
    ),
    { numRuns: 300 },
  )
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), splits, async (noise, lengths) => {
      const { heard, end } = await read(Buffer.from(noise), lengths)
      assert.ok(end)
      assertWhole(heard, end)
    }),
  )
})

test('a message that is longer than any is refused by its head, before a byte of it has come', async () => {
  const limits = [
    [0, maxPacketBytes],
    [3, maxWordsBytes],
    [4, maxWordsBytes],
  ] as const
  for (const [type, most] of limits) {
    const head = Buffer.alloc(30)
    head[20] = type
    writeFrameHead(head, { messageBytes: most + 1, pts: 0, arrivedAtMs: 0 })
    const { heard, sink } = ear()
    const endless = new Readable({ read: () => {} })
    endless.push(head)
    const end = await readPacketStream(endless, sink)
    assert.equal(end?.code, 'service.internal')
    assert.match(end?.detail ?? '', new RegExp(`${most + 1} bytes`))
    assert.deepEqual(heard, [['closed', 'service.internal']])
    assert.ok(endless.destroyed)
  }
})

test('times that are no times, packets outside of a run and words that are none are refused', async () => {
  const start: Call = ['runStarted', run()]
  const packet: Call = ['packet', testPicture()]
  const [startBytes, both] = [bytesOf([start]), bytesOf([start, packet])]
  const fractional = Buffer.from(both)
  fractional.writeDoubleLE(1.5, startBytes.length + 4)
  const endless = Buffer.from(both)
  endless.writeDoubleLE(Number.NaN, startBytes.length + 12)
  const other = Buffer.from(startBytes.toString('latin1').replace('"arrival"', '"nowhere"'), 'latin1')
  for (const [bytes, detail] of [
    [fractional, /times/],
    [endless, /times/],
    [both.subarray(startBytes.length), /outside of a run/],
    [other, /clockSource/],
  ] as const) {
    const { heard, end } = await read(bytes, [1000])
    assert.equal(end?.code, 'service.internal')
    assert.match(end?.detail ?? '', detail)
    assertWhole(heard, end)
  }
})

test('a run whose parameter sets no decoder could need is not announced, and says why', async () => {
  const { description } = run()
  const video = { ...description.video, decoderConfig: new Uint8Array(maxWordsBytes) }
  const story: Call[] = [
    ['runStarted', run({ description: { ...description, video } })],
    ['packet', testPicture()],
    ['runEnded', 'stopped'],
    ['closed', 'stopped'],
  ]
  const { heard } = await read(bytesOf(story), [5000])
  assert.deepEqual(heard, [
    ['waiting', 'camera.unsupported'],
    ['closed', 'stopped'],
  ])
})

test('what the sink throws comes out, and the stream is let go', async () => {
  const stream = Readable.from([bytesOf([['runStarted', run()]])], { objectMode: false })
  const fault = new Error('a fault of the sink')
  const { sink } = ear()
  const throwing: PictureSink = {
    ...sink,
    runStarted: () => {
      throw fault
    },
  }
  await assert.rejects(readPacketStream(stream, throwing), fault)
  assert.ok(stream.destroyed)
})
