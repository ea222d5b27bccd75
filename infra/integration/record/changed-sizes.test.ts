import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { unescapeNal } from '@nightjar/edge-agent/capture/codec/bit-reader.ts'
import type { RunStart } from '@nightjar/edge-agent/media/track.ts'
import type { testPicture } from '@nightjar/edge-agent/testing/packets.ts'
import { capture, encode, type Picture } from './encoded-camera.ts'
import { missingTools, tool } from './material.ts'
import { pictureHashes } from './other-parsers.ts'
import { inFolder, recordWhat } from './record-material.ts'
import type { Codec } from './sent-as.ts'

const codecs: Record<Codec, { options: (id: number) => string[]; isSet: (nal: Uint8Array) => boolean }> = {
  h264: {
    options: id => [
      '-c:v',
      'libx264',
      '-preset',
      'veryfast',
      '-x264-params',
      `keyint=25:bframes=0:scenecut=0:level=30:sps-id=${id}`,
    ],
    isSet: nal => [7, 8].includes(nal[0]! & 31),
  },
  h265: {
    options: () => [
      ...['-c:v', 'libx265', '-preset', 'ultrafast'],
      ...['-x265-params', 'log-level=error:keyint=25:bframes=0:scenecut=0:repeat-headers=1'],
    ],
    isSet: nal => [32, 33, 34].includes((nal[0]! >> 1) & 63),
  },
}

const sizes = ['320x180', '640x480']

/** Two seconds of a group each, in one size and in another. */
async function twoSizes(folder: string, codec: Codec, ids: readonly number[]) {
  const parts: Picture[][] = []
  for (const [i, size] of sizes.entries()) {
    const scale = ['-vf', `scale=${size.replace('x', ':')}`]
    parts.push(await encode(folder, codec, 2, [...scale, ...codecs[codec].options(ids[i]!)]))
  }
  return parts
}

/** The H.265 parameter set with the number 1 in place of 0, of itself and of the sets that it refers to. */
function withIdsOne(nal: Uint8Array): Uint8Array {
  const kind = (nal[0]! >> 1) & 63
  let bits = [...unescapeNal(nal)].map(byte => byte.toString(2).padStart(8, '0')).join('')
  const replace = (at: number, from: string, to: string) => {
    assert.equal(bits.slice(at, at + from.length), from)
    bits = bits.slice(0, at) + to + bits.slice(at + from.length)
  }
  if (kind !== 34) replace(16, '0000', '0001')
  // Behind a profile_tier_level without sub-layers.
  if (kind === 33) replace(15 * 8, '1', '010')
  if (kind === 34) replace(16, '11', '010010')
  bits = bits.slice(0, bits.lastIndexOf('1') + 1)
  bits = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0')
  const bytes: number[] = []
  for (const byte of bits.match(/.{8}/g)!.map(each => Number.parseInt(each, 2))) {
    if (byte <= 3 && bytes.at(-1) === 0 && bytes.at(-2) === 0) bytes.push(3)
    bytes.push(byte)
  }
  return new Uint8Array(bytes)
}

const later = (pictures: readonly Picture[], byMs: number): Picture[] =>
  pictures.map(({ nals, pts }) => ({ nals, pts: pts + byMs * 90 }))

/** Sizes of the runs, the sizes that ffprobe reads from the files, and what ffmpeg decodes of each. */
async function recordAll(folder: string, codec: Codec, pictures: readonly Picture[]) {
  const events: (RunStart | ReturnType<typeof testPicture>)[] = []
  const { runs } = await capture(pictures, codec, [], undefined, event => events.push(event))
  const recorded = await recordWhat(folder, { segmentSeconds: 5, audio: false }, recorder => {
    for (const event of events) {
      if ('runId' in event) recorder.runStarted(event)
      else recorder.packet(event)
    }
  })
  const decoded: { size: string; hashes: string[] }[] = []
  for (const path of recorded.paths) {
    const size = await tool('ffprobe', ['-show_entries', 'stream=width,height', '-of', 'csv=p=0:s=x', path])
    decoded.push({ size: size.trim(), hashes: await pictureHashes(path) })
  }
  return { sizes: runs.map(({ description: { video } }) => `${video.width}x${video.height}`), decoded }
}

async function hashesOf(folder: string, codec: Codec, pictures: readonly Picture[]) {
  const file = join(folder, `wanted.${codec === 'h264' ? 'h264' : 'hevc'}`)
  const startCode = new Uint8Array([0, 0, 0, 1])
  await writeFile(file, Buffer.concat(pictures.flatMap(({ nals }) => nals.flatMap(each => [startCode, each]))))
  return await pictureHashes(file)
}

const options = { skip: missingTools, timeout: 240_000 }

for (const codec of ['h264', 'h265'] as const) {
  test(
    `${codec}: an encoder that goes on in another size under the same numbers starts a run, and no picture is lost`,
    options,
    async () => {
      await inFolder(async folder => {
        const [small, large] = await twoSizes(folder, codec, [0, 0])
        const { sizes: said, decoded } = await recordAll(folder, codec, [
          ...small!,
          ...later(large!, 2000),
          ...later(small!, 4000),
        ])
        assert.deepEqual(said, [sizes[0], sizes[1], sizes[0]])
        const wanted = [await hashesOf(folder, codec, small!), await hashesOf(folder, codec, large!)]
        assert.deepEqual(decoded, [
          { size: sizes[0], hashes: wanted[0] },
          { size: sizes[1], hashes: wanted[1] },
          { size: sizes[0], hashes: wanted[0] },
        ])
      })
    },
  )
}

test(
  'two parameter sets with numbers of their own, groups in turns: each picture is recorded in its size',
  options,
  async () => {
    await inFolder(async folder => {
      const [small, large] = await twoSizes(folder, 'h264', [0, 1])
      const groups = [
        small!.slice(0, 25),
        later(large!.slice(0, 25), 1000),
        later(small!.slice(25), 1000),
        later(large!.slice(25), 2000),
      ]
      const { sizes: said, decoded } = await recordAll(folder, 'h264', groups.flat())
      assert.deepEqual(said, [sizes[0], sizes[1], sizes[0], sizes[1]])
      assert.deepEqual(
        decoded.map(({ size, hashes }) => [size, hashes.length]),
        said.map(size => [size, 25]),
      )
    })
  },
)

for (const codec of ['h264', 'h265'] as const) {
  test(
    `${codec}: parameter sets that no picture uses, sent behind those that are used, change nothing`,
    options,
    async () => {
      await inFolder(async folder => {
        const [small, large] = await twoSizes(folder, codec, [0, 1])
        const unused = large![0]!.nals
          .filter(codecs[codec].isSet)
          .map(nal => (codec === 'h265' ? withIdsOne(nal) : nal))
        const isSet = codecs[codec].isSet
        const pictures = small!.map(({ nals, pts }): Picture => {
          const first = nals.findIndex(nal => !isSet(nal))
          return { nals: nals.some(isSet) ? [...nals.slice(0, first), ...unused, ...nals.slice(first)] : nals, pts }
        })
        const { sizes: said, decoded } = await recordAll(folder, codec, pictures)
        assert.deepEqual(said, [sizes[0]])
        assert.deepEqual(decoded, [{ size: sizes[0], hashes: await hashesOf(folder, codec, small!) }])
      })
    },
  )
}
