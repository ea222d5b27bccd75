import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ascii, u32 } from './fields.ts'
import { movie } from './movie.ts'
import { movieFragment } from './movie-fragment.ts'
import { boxAt, boxesIn, findBox, readBoxHead } from './read-boxes.ts'
import { readDecodeTime, readTracks, trackBoxes } from './read-tracks.ts'
import { box } from './write-box.ts'

const join = (...parts: Uint8Array[]) => new Uint8Array(parts.flatMap(part => [...part]))
const typesIn = (bytes: Uint8Array) => [...boxesIn(bytes)].map(({ type }) => type)

test('a size of 64 bits counts as one of 32 does', () => {
  const bytes = join(u32(1), ascii('mdat'), u32(0, 19), new Uint8Array(3), box('free'))
  assert.deepEqual(
    [...boxesIn(bytes)],
    [
      { type: 'mdat', at: 0, contentAt: 16, end: 19 },
      { type: 'free', at: 19, contentAt: 27, end: 27 },
    ],
  )
})

test('sizes that cannot be end the walk: none, less than the head, more than there is', () => {
  const first = box('free', new Uint8Array(4))
  const follow = (...sizes: number[]) => join(first, u32(sizes[0]!), ascii('mdat'), u32(...sizes.slice(1)), box('free'))
  for (const size of [0, 2, 3, 4, 5, 6, 7, 17, 0x7fff_ffff, 0xffff_ffff])
    assert.deepEqual(typesIn(follow(size)), ['free'], `${size}`)
  for (const [high, low] of [
    [0, 0],
    [0, 1],
    [0, 8],
    [0, 15],
    [0, 25],
    [1, 16],
    [0x20_0000, 0],
    [0xffff_ffff, 0xffff_ffff],
  ])
    assert.deepEqual(typesIn(follow(1, high!, low!)), ['free'], `${high} ${low}`)
  assert.deepEqual(
    typesIn(join(first, u32(1), ascii('mdat'), u32(0))),
    ['free'],
    'the second half of its size is missing',
  )
})

test('a head is told as soon as it is there, whatever it claims', () => {
  const bytes = join(u32(1), ascii('mdat'), u32(0, 16))
  for (let length = 0; length < 16; length++) assert.equal(readBoxHead(bytes.subarray(0, length), 0), null)
  assert.deepEqual(readBoxHead(bytes, 0), { type: 'mdat', headLength: 16, length: 16 })
  assert.deepEqual(readBoxHead(join(u32(0), ascii('mdat')), 0), { type: 'mdat', headLength: 8, length: 0 })
})

test('a box ends where the box around it does', () => {
  const inner = join(u32(24), ascii('trak'))
  const bytes = join(box('moov', inner), box('free', new Uint8Array(16)))
  const moov = boxAt(bytes, 0)!
  assert.equal(findBox(bytes, moov, 'trak'), null, 'it would reach into the next')
  assert.equal(boxAt(bytes, 8)?.end, 32, 'the bytes would be there')
})

test('a hundred thousand boxes in one another take neither stack nor time', () => {
  const depth = 100_000
  const bytes = new Uint8Array(depth * 8)
  for (let i = 0; i < depth; i++) bytes.set(join(u32(bytes.length - i * 8), ascii(i % 2 ? 'trak' : 'moov')), i * 8)
  const path = Array.from({ length: depth - 1 }, (_, i) => (i % 2 ? 'moov' : 'trak'))
  assert.equal(findBox(bytes, boxAt(bytes, 0)!, ...path)?.at, (depth - 1) * 8)
  assert.equal(findBox(bytes, boxAt(bytes, 0)!, ...path, 'moov'), null)
  assert.deepEqual(readTracks(bytes), [])
})

/** All that reads, as its callers use it; what comes out lies within the bytes. */
function readAll(bytes: Uint8Array): void {
  const before = bytes.slice()
  let steps = 0
  for (const { at, contentAt, end } of boxesIn(bytes)) {
    assert.ok(at < contentAt && contentAt <= end && end <= bytes.length)
    steps++
  }
  for (const { box: each } of trackBoxes(bytes)) {
    assert.ok(each.at >= 8 && each.end <= bytes.length)
    steps++
  }
  assert.ok(steps <= bytes.length / 4, `${steps} boxes in ${bytes.length} bytes`)
  for (const { id, handler, timescale } of readTracks(bytes)) {
    assert.ok(Number.isInteger(id) && Number.isInteger(timescale))
    assert.equal(handler.length, 4)
  }
  const time = readDecodeTime(bytes, 1)
  assert.ok(time === null || time >= 0)
  assert.deepEqual(bytes, before, 'reading changes nothing')
}

test('junk is read without an error and within its bytes', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 2000 }), readAll))
  const types = fc.constantFrom(
    'moov',
    'moof',
    'trak',
    'mvex',
    'trex',
    'traf',
    'tfhd',
    'tfdt',
    'tkhd',
    'mdia',
    'mdhd',
    'hdlr',
  )
  const sizes = fc.oneof(fc.integer({ min: 0, max: 60 }), fc.constantFrom(0, 1, 7, 8, 0xffff_ffff))
  const head = fc.tuple(sizes, types, fc.uint8Array({ maxLength: 20 }))
  fc.assert(
    fc.property(fc.constantFrom('moov', 'moof'), fc.array(head, { maxLength: 30 }), (type, heads) =>
      readAll(box(type, ...heads.flatMap(([size, inner, content]) => [u32(size), ascii(inner), content]))),
    ),
    { numRuns: 1000 },
  )
})

const entry = { codec: 'h264', decoderConfig: new Uint8Array(20), width: 640, height: 360 } as const
const sound = { codec: 'aac', decoderConfig: new Uint8Array(2), sampleRate: 16_000, channels: 1 } as const
const whole = {
  moov: movie({
    timescale: 1000,
    nextTrackId: 3,
    tracks: [
      { id: 1, timescale: 90_000, name: 'video', defaultSampleFlags: 0, handler: 'vide', entry },
      { id: 2, timescale: 16_000, name: 'audio', defaultSampleFlags: 0, handler: 'soun', entry: sound },
    ],
  }),
  moof: movieFragment(
    1,
    [1, 2].map(trackId => ({
      trackId,
      decodeTime: 7,
      samples: [{ duration: 1, compositionOffset: 0, byteLength: 0, keyframe: true }],
      hasSampleFlags: true,
      runVersion: 1,
    })),
  ),
}

test('a movie and a fragment with bytes changed, lost or moved are read without an error', () => {
  const edits = fc.array(fc.tuple(fc.nat(2000), fc.oneof(fc.constantFrom(0, 1, 7, 8, 255), fc.nat(255))), {
    maxLength: 8,
  })
  fc.assert(
    fc.property(
      fc.constantFrom('moov' as const, 'moof' as const),
      edits,
      fc.nat(2000),
      fc.nat(40),
      (name, changes, cut, skip) => {
        const bytes = whole[name].slice()
        for (const [at, value] of changes) bytes[at % bytes.length] = value
        readAll(bytes)
        readAll(bytes.subarray(0, cut % bytes.length))
        // A view that begins inside its buffer: no read may fall back on what is before it.
        readAll(bytes.subarray(skip))
      },
    ),
    { numRuns: 2000 },
  )
})

test('a field that its box is too short for is not read from what stands behind', () => {
  const short = (length: number) => new Uint8Array(length)
  // In a buffer of their own, and with bytes behind that would make a number.
  const both = (bytes: Uint8Array) => [bytes, join(bytes, new Uint8Array(40).fill(9)).subarray(0, bytes.length)]
  for (let length = 0; length < 8; length++) {
    for (const moof of both(box('moof', box('traf', box('tfhd', short(length))))))
      assert.deepEqual(trackBoxes(moof)[0]?.trackId, null)
    for (const moov of both(box('moov', box('mvex', box('trex', short(length))))))
      assert.deepEqual(trackBoxes(moov)[0]?.trackId, null)
    const header = box('tfhd', u32(0, 1))
    for (const moof of both(box('moof', box('traf', header, box('tfdt', short(length))))))
      assert.equal(readDecodeTime(moof, 1), null)
  }
  const header = box('tkhd', new Uint8Array(24))
  const media = (mdhd: number, hdlr: number) => box('mdia', box('mdhd', short(mdhd)), box('hdlr', short(hdlr)))
  const track = (mdhd: number, hdlr: number) => both(box('moov', box('trak', header, media(mdhd, hdlr))))
  for (const moov of track(16, 12)) assert.equal(readTracks(moov).length, 1)
  for (const moov of [...track(15, 12), ...track(16, 11), ...track(0, 0)]) assert.deepEqual(readTracks(moov), [])
})

test('a movie and a fragment that end anywhere tell the truth or nothing', () => {
  let times = 0
  let tracks = 0
  for (const bytes of Object.values(whole))
    for (let length = 8; length <= bytes.length; length++) {
      const part = bytes.slice(0, length)
      // The outermost box claims to be whole; what it holds is not.
      part.set(u32(length))
      readAll(part)
      const time = readDecodeTime(part, 1)
      assert.ok(time === null || time === 7)
      if (time !== null) times++
      assert.ok(readTracks(part).every(({ timescale }) => [90_000, 16_000].includes(timescale)))
      tracks += readTracks(part).length
    }
  assert.ok(times > 0 && tracks > 0, 'some were long enough')
})
