import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { capture, encode, type Picture } from './encoded-camera.ts'
import { missingTools } from './material.ts'
import { pictureHashes } from './other-parsers.ts'
import { inFolder, record } from './record-material.ts'
import * as as from './sent-as.ts'

const x264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-x264-params']
const x265 = ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params']
const plain264 = [...x264, 'keyint=25:bframes=0:scenecut=0:slices=4']
const plain265 = [...x265, 'log-level=error:keyint=25:bframes=0:scenecut=0:slices=2']

interface Case {
  readonly codec: as.Codec
  readonly options: readonly string[]
  readonly seconds?: number
  /** What the camera makes of what the encoder gave. */
  readonly camera?: (pictures: readonly Picture[]) => Picture[]
  readonly sent?: (picture: Picture) => as.Sent[]
}

const nal = (...bytes: number[]) => new Uint8Array(bytes)
const each =
  (change: (nals: readonly Uint8Array[], i: number) => readonly Uint8Array[]) => (pictures: readonly Picture[]) =>
    pictures.map(({ nals, pts }, i): Picture => ({ nals: change(nals, i), pts }))

/** user_data_unregistered (H.264 D.2.7) */
const sei264 = nal(6, 5, 17, ...new Array(16).fill(0x41), 0x42, 0x80)
const filler264 = new Uint8Array([12, ...new Array(300).fill(0xff), 0x80])
const prefix264 = nal(0x6e, 0x80, 0x00, 0x0f)
const extension264 = new Uint8Array([0x74, 0x80, 0x00, 0x0f, ...new Array(100).fill(0x55)])
const filler265 = new Uint8Array([38 << 1, 1, ...new Array(300).fill(0xff), 0x80])

const cases: Record<string, Case> = {
  'H.264, as it should be': { codec: 'h264', options: plain264 },
  'H.265, as it should be': { codec: 'h265', options: plain265 },
  '4K H.265 Main 10': {
    codec: 'h265',
    options: ['-vf', 'scale=3840:2160,format=yuv420p10le', ...x265, 'log-level=error:keyint=5:bframes=0'],
    seconds: 0.4,
    sent: as.fragmented('h265', 1300),
  },
  'H.265 with temporal layers (TSA)': {
    codec: 'h265',
    options: [...x265, 'log-level=error:keyint=25:temporal-layers=3:bframes=3:b-pyramid=1:scenecut=0:open-gop=0'],
  },
  'H.264 with prefix NAL units and a layer above the base (SVC)': {
    codec: 'h264',
    options: plain264,
    camera: each(nals => [
      ...nals.flatMap(each => ([1, 5].includes(each[0]! & 31) ? [prefix264, each] : [each])),
      extension264,
    ]),
  },
  'H.264 with delimiters, SEI, and filler data behind the marker': {
    codec: 'h264',
    options: [
      ...x264,
      'keyint=25:bframes=0:scenecut=0:nal-hrd=cbr:vbv-maxrate=800:vbv-bufsize=800:bitrate=800:filler=1',
    ],
    camera: each(nals => [nal(9, 0x10), sei264, ...nals, filler264]),
    sent: picture => as.single(picture).map((sent, i) => ({ ...sent, marker: i >= picture.nals.length - 2 })),
  },
  'H.265 with delimiters, filler data and the marker on that': {
    codec: 'h265',
    options: plain265,
    camera: each(nals => [nal(35 << 1, 1, 0x50), ...nals, filler265]),
  },
  'H.264 with an end of sequence before each keyframe, and an end of stream': {
    codec: 'h264',
    options: plain264,
    camera: each((nals, i) => (i % 25 === 24 ? [...nals, nal(10), nal(11)] : nals)),
  },
  'H.265 with an end of sequence before each keyframe': {
    codec: 'h265',
    options: plain265,
    camera: each((nals, i) => (i % 25 === 24 ? [...nals, nal(36 << 1, 1), nal(37 << 1, 1)] : nals)),
  },
  'SEI on their own between the pictures, each with the marker': {
    codec: 'h264',
    options: plain264,
    camera: pictures =>
      pictures.flatMap(picture => [
        picture,
        { nals: [sei264], pts: picture.pts },
        { nals: [sei264], pts: picture.pts + 1800 },
      ]),
  },
  'an encoder that gives each slice a marker': { codec: 'h264', options: plain264, sent: as.markedEverywhere },
  'H.265 slices with a marker each': { codec: 'h265', options: plain265, sent: as.markedEverywhere },
  'no markers at all': { codec: 'h264', options: plain264, sent: as.markedNowhere },
  'H.265 without markers': { codec: 'h265', options: plain265, sent: as.markedNowhere },
  'fragments of one byte': { codec: 'h264', options: plain264, sent: as.fragmented('h264', 1) },
  'H.265 in fragments of one byte': { codec: 'h265', options: plain265, sent: as.fragmented('h265', 1) },
  'sixty slices and more in one aggregate': {
    codec: 'h264',
    options: ['-vf', 'scale=640:1216', ...x264, 'keyint=25:bframes=0:scenecut=0:slices=76', '-b:v', '200k'],
    sent: as.aggregated('h264'),
  },
  'a byte stream with start codes in fragments, of more than sixty slices': {
    codec: 'h264',
    options: ['-vf', 'scale=640:1216', ...x264, 'keyint=25:bframes=0:scenecut=0:slices=76'],
    sent: as.byteStream('h264'),
  },
  'a byte stream with start codes in single packets': {
    codec: 'h264',
    options: ['-vf', 'scale=640:1216', ...x264, 'keyint=25:bframes=0:scenecut=0:slices=76', '-b:v', '200k'],
    sent: as.bareByteStream,
  },
  'an H.265 byte stream with start codes in fragments': {
    codec: 'h265',
    options: plain265,
    sent: as.byteStream('h265'),
  },
  'an H.265 byte stream with start codes in single packets': {
    codec: 'h265',
    options: plain265,
    sent: as.bareByteStream,
  },
  'interlaced H.264 (MBAFF)': {
    codec: 'h264',
    options: ['-flags', '+ildct+ilme', ...x264, 'keyint=25:bframes=0:scenecut=0'],
  },
}

const scratch = mkdtempSync(join(tmpdir(), 'nightjar-streams-'))
after(() => rmSync(scratch, { recursive: true }))

/** What the encoder gives, and what ffmpeg decodes from that; each kind of stream is encoded once. */
const known = new Map<string, ReturnType<typeof encodeOnce>>()
async function encodeOnce(codec: as.Codec, seconds: number, options: readonly string[]) {
  const pictures = await encode(scratch, codec, seconds, options)
  const file = join(scratch, `wanted.${codec === 'h264' ? 'h264' : 'hevc'}`)
  const startCode = new Uint8Array([0, 0, 0, 1])
  await writeFile(file, Buffer.concat(pictures.flatMap(({ nals }) => nals.flatMap(each => [startCode, each]))))
  return { pictures, hashes: await pictureHashes(file) }
}

function encoded({ codec, seconds = 2, options }: Case) {
  const key = JSON.stringify([codec, seconds, options])
  const before = known.get(key)
  if (before) return before
  const made = encodeOnce(codec, seconds, options)
  known.set(key, made)
  return made
}

for (const [name, stream] of Object.entries(cases)) {
  test(`${name}: every picture is recorded, and decoded as from the encoder`, {
    skip: missingTools,
    timeout: 240_000,
  }, async () => {
    const { pictures, hashes: wanted } = await encoded(stream)
    await inFolder(async folder => {
      const { codec, camera, sent } = stream
      const { packets, runs, material } = await capture(camera ? camera(pictures) : pictures, codec, [], sent)
      assert.equal(runs.length, 1)
      assert.equal(packets.length, pictures.length)
      const recorded = await record(material!, folder, { segmentSeconds: 5, audio: false })
      const hashes = (await Promise.all(recorded.paths.map(path => pictureHashes(path)))).flat()
      assert.deepEqual(hashes, wanted)
    })
  })
}
