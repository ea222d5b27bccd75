import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fileType } from './file-type.ts'
import { movie } from './movie.ts'
import { movieFragment } from './movie-fragment.ts'
import type { MovieTrack } from './movie-track.ts'
import { type BoxSpan, boxAt, boxesIn, findBox, readType } from './read-boxes.ts'
import { readUint } from './read-fields.ts'
import { readDecodeTime, readTracks, trackBoxes } from './read-tracks.ts'
import { dependentSample, syncSample } from './sample-flags.ts'
import type { FragmentSample, TrackFragment } from './track-fragment.ts'

const config = fc.uint8Array({ maxLength: 300 })
const u32 = fc.integer({ min: 0, max: 0xffff_ffff })
const fields = { timescale: u32, name: fc.stringMatching(/^[a-z]{0,12}$/), defaultSampleFlags: u32 }
const size = fc.integer({ min: 1, max: 0xffff })

const videoTracks = fc.record({
  ...fields,
  handler: fc.constant('vide' as const),
  entry: fc.record({ codec: fc.constantFrom('h264', 'h265'), decoderConfig: config, width: size, height: size }),
})
const audioTracks = fc.record({
  ...fields,
  handler: fc.constant('soun' as const),
  entry: fc.record({
    codec: fc.constantFrom('aac', 'opus', 'pcmu', 'pcma'),
    decoderConfig: config,
    sampleRate: fc.integer({ min: 1, max: 192_000 }),
    channels: fc.integer({ min: 1, max: 8 }),
  }),
})
const movieTracks: fc.Arbitrary<MovieTrack[]> = fc
  .array(fc.oneof(videoTracks, audioTracks), { maxLength: 5 })
  .map(tracks => tracks.map((track, i) => ({ ...track, id: i + 1 })))

/** Where the field's bytes stand in the sample entry of each kind of track. */
const entryOf = (bytes: Uint8Array, trak: BoxSpan): BoxSpan => {
  const description = findBox(bytes, trak, 'mdia', 'minf', 'stbl', 'stsd')!
  return boxAt(bytes, description.contentAt + 8, description.end)!
}

test('the tracks of a movie are read back as they were written', () => {
  fc.assert(
    fc.property(movieTracks, u32, (tracks, timescale) => {
      const bytes = movie({ timescale, nextTrackId: tracks.length + 1, tracks })
      assert.deepEqual(
        readTracks(bytes),
        tracks.map(({ id, handler, timescale }) => ({ id, handler, timescale })),
      )
      const boxes = trackBoxes(bytes)
      const traks = boxes.filter(({ box }) => box.type === 'trak')
      for (const [i, track] of tracks.entries()) {
        const entry = entryOf(bytes, traks[i]!.box)
        // Sample size and pixel size are the 16-bit pairs at these places (12.1.3, 12.2.3).
        if (track.handler === 'vide') {
          assert.equal(readUint(bytes, entry, 24, 4), track.entry.width * 0x10000 + track.entry.height)
          const stored = boxAt(bytes, entry.contentAt + 78, entry.end)!
          assert.deepEqual(bytes.slice(stored.contentAt, stored.end), track.entry.decoderConfig)
        } else {
          assert.equal(readUint(bytes, entry, 16, 4), track.entry.channels * 0x10000 + 16)
          const { sampleRate } = track.entry
          assert.equal(readUint(bytes, entry, 24, 4), sampleRate > 0xffff ? 0 : sampleRate * 0x10000)
        }
      }
      const defaults = boxes.filter(({ box }) => box.type === 'trex')
      assert.deepEqual(
        defaults.map(({ trackId, box }) => [trackId, readUint(bytes, box, 20, 4)]),
        tracks.map(track => [track.id, track.defaultSampleFlags]),
      )
    }),
  )
})

const samples: fc.Arbitrary<FragmentSample[]> = fc.array(
  fc.record({
    duration: u32,
    compositionOffset: fc.oneof(fc.constant(0), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
    byteLength: fc.integer({ min: 0, max: 100_000 }),
    keyframe: fc.boolean(),
  }),
  { minLength: 1, maxLength: 40 },
)
/** Some of the keyframes are recovery points. */
const refreshed: fc.Arbitrary<FragmentSample[]> = fc
  .tuple(samples, fc.array(fc.constantFrom(undefined, 0, 1, 30, 4096), { minLength: 40, maxLength: 40 }))
  .map(([plain, frames]) =>
    plain.map((sample, i) => {
      const recoveryFrames = frames[i]
      return sample.keyframe && recoveryFrames !== undefined ? { ...sample, recoveryFrames } : sample
    }),
  )
const fragments: fc.Arbitrary<TrackFragment[]> = fc
  .array(
    fc.record({
      decodeTime: fc.maxSafeNat(),
      samples,
      hasSampleFlags: fc.boolean(),
      runVersion: fc.constantFrom(0 as const, 1 as const),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map(tracks => tracks.map((track, i) => ({ ...track, trackId: i + 1 })))

/** `trun` as ISO 14496-12 8.8.8 tells to read it. */
function readRun(bytes: Uint8Array, run: BoxSpan) {
  let at = 0
  const next = () => {
    const value = readUint(bytes, run, at, 4)!
    at += 4
    return value
  }
  const flags = next() & 0xffffff
  const count = next()
  const dataOffset = next()
  const read = Array.from({ length: count }, () => ({
    duration: next(),
    byteLength: next(),
    flags: flags & 0x400 ? next() : null,
    compositionOffset: flags & 0x800 ? next() | 0 : 0,
  }))
  assert.equal(run.contentAt + at, run.end, 'nothing stands behind the last sample')
  return { version: readUint(bytes, run, 0, 1), dataOffset, read }
}

test('a fragment is read back as it was written, each track with the place of its bytes', () => {
  fc.assert(
    fc.property(u32, fragments, (sequence, tracks) => {
      const bytes = movieFragment(sequence, tracks)
      const moof = boxAt(bytes, 0)!
      assert.equal(readUint(bytes, findBox(bytes, moof, 'mfhd')!, 4, 4), sequence)
      let dataOffset = bytes.length
      const found = trackBoxes(bytes)
      assert.deepEqual(
        found.map(({ trackId }) => trackId),
        tracks.map(({ trackId }) => trackId),
      )
      for (const [i, track] of tracks.entries()) {
        assert.equal(readDecodeTime(bytes, track.trackId), track.decodeTime)
        const run = readRun(bytes, findBox(bytes, found[i]!.box, 'trun')!)
        const flagsOf = (keyframe: boolean) => (keyframe ? syncSample : dependentSample)
        const read = track.samples.map(({ keyframe, ...sample }) => ({
          ...sample,
          flags: track.hasSampleFlags ? flagsOf(keyframe) : null,
        }))
        assert.deepEqual(run, { version: track.runVersion, dataOffset, read })
        dataOffset += track.samples.reduce((sum, sample) => sum + sample.byteLength, 0)
      }
      assert.equal(new DataView(bytes.buffer).getUint32(moof.end), dataOffset - moof.end, 'mdat holds all of them')
    }),
  )
})

test('a file is its boxes and nothing between them', () => {
  const sample = { duration: 1, compositionOffset: 0, byteLength: 5, keyframe: true }
  const track = { trackId: 1, decodeTime: 0, samples: [sample], hasSampleFlags: true, runVersion: 0 } as const
  const parts = [
    fileType('iso6', ['iso6', 'isom']),
    movie({ timescale: 1000, nextTrackId: 1, tracks: [] }),
    movieFragment(1, [track]),
    new Uint8Array(5),
  ]
  const file = new Uint8Array(parts.flatMap(part => [...part]))
  const boxes = [...boxesIn(file)]
  assert.deepEqual(
    boxes.map(({ type }) => type),
    ['ftyp', 'moov', 'moof', 'mdat'],
  )
  boxes.forEach((box, i) => {
    assert.equal(box.at, boxes[i - 1]?.end ?? 0)
  })
  assert.equal(boxes.at(-1)!.end, file.length)
})

test('recovery points are no sync samples but of their groups', () => {
  const flagsOf = (bytes: Uint8Array) => {
    const run = findBox(bytes, trackBoxes(bytes)[0]!.box, 'trun')!
    return readRun(bytes, run).read.map(({ flags }) => flags)
  }
  fc.assert(
    fc.property(refreshed, list => {
      const track = { trackId: 1, decodeTime: 0, samples: list, hasSampleFlags: true, runVersion: 1 } as const
      const bytes = movieFragment(1, [track])
      const isSync = (flags: number | null) => (flags! & 0x10000) === 0
      assert.deepEqual(
        flagsOf(bytes).map(isSync),
        list.map(({ keyframe, recoveryFrames }) => keyframe && recoveryFrames === undefined),
      )
      const boxes = [...boxesIn(bytes, trackBoxes(bytes)[0]!.box.contentAt, trackBoxes(bytes)[0]!.box.end)]
      const distances = boxes.flatMap(box => {
        if (box.type !== 'sgpd' || readType(bytes, box.contentAt + 4) !== 'roll') return []
        return Array.from(
          { length: readUint(bytes, box, 12, 4)! },
          (_, i) => readUint(bytes, box, 16 + i * 2, 1)! * 256 + readUint(bytes, box, 17 + i * 2, 1)!,
        )
      })
      const wanted = list.flatMap(({ recoveryFrames }) => (recoveryFrames ? [recoveryFrames] : []))
      assert.deepEqual(distances, [...new Set(wanted)])
    }),
  )
})

test('the group of recovery points that need no recovery is written in the first fragment of a file alone', () => {
  const at = { duration: 1, compositionOffset: 0, byteLength: 5, keyframe: true }
  const samples = [{ ...at, recoveryFrames: 0 }, at, { ...at, recoveryFrames: 7 }]
  const track = { trackId: 1, decodeTime: 0, samples, hasSampleFlags: true, runVersion: 1 } as const
  const groupsOf = (sequence: number) => {
    const bytes = movieFragment(sequence, [track])
    const { box } = trackBoxes(bytes)[0]!
    const boxes = [...boxesIn(bytes, box.contentAt, box.end)].filter(({ type }) => type === 'sgpd' || type === 'sbgp')
    return boxes.map(({ type, contentAt }) => `${type} ${readType(bytes, contentAt + 4)}`)
  }
  assert.deepEqual(groupsOf(1), ['sgpd rap ', 'sbgp rap ', 'sgpd roll', 'sbgp roll'])
  assert.deepEqual(groupsOf(2), ['sgpd roll', 'sbgp roll'])
})
