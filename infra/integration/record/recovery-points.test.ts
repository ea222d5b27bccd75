import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { boxesIn, findBox, readType } from '@nightjar/shared/mp4/read-boxes.ts'
import { capture, encode, isIdr, type Picture } from './encoded-camera.ts'
import { missingTools, readMaterial } from './material.ts'
import { pictureHashes } from './other-parsers.ts'
import { inFolder, record } from './record-material.ts'

const run = promisify(execFile)
const seconds = 12
const x264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-x264-params']
const x265 = ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params']

const cases = [
  {
    name: 'H.264 with periodic intra refresh',
    codec: 'h264',
    options: [...x264, 'intra-refresh=1:keyint=50:bframes=0:ref=1:scenecut=0'],
    refreshes: true,
  },
  {
    name: 'H.264 with open groups of pictures',
    codec: 'h264',
    options: [...x264, 'open-gop=1:keyint=50:bframes=3:b-adapt=0:scenecut=0'],
    refreshes: false,
  },
  {
    name: 'H.265 with periodic intra refresh',
    codec: 'h265',
    options: [...x265, 'log-level=error:intra-refresh=1:keyint=50:bframes=0:ref=1:scenecut=0'],
    refreshes: true,
  },
  {
    name: 'H.265 with open groups of pictures (CRA)',
    codec: 'h265',
    options: [...x265, 'log-level=error:open-gop=1:keyint=50:bframes=3:b-adapt=0:scenecut=0'],
    refreshes: false,
  },
] as const

/** x265 refreshes without a word; cameras say recovery_poc_cnt = 49 (H.265 D.2.8) with the picture that begins it. */
const h265RecoveryPoint = new Uint8Array([0x4e, 0x01, 6, 2, 0x03, 0x11, 0x80])

const withRecoveryPoints = (pictures: readonly Picture[]): Picture[] =>
  pictures.map((picture, i) => (i % 50 === 0 ? { ...picture, nals: [h265RecoveryPoint, ...picture.nals] } : picture))

/** As pictureHashes, but a decoder may complain that it lacks what came before. */
async function decodedHashes(path: string): Promise<string[]> {
  const args = ['-i', path, '-map', '0:v', '-vsync', 'passthrough', '-f', 'framemd5', '-']
  const { stdout } = await run('ffmpeg', ['-v', 'fatal', ...args], { maxBuffer: 64 * 1024 * 1024 })
  const lines = stdout.split('\n').filter(line => line !== '' && !line.startsWith('#'))
  return lines.map(line => line.split(',').at(-1)!.trim())
}

/** What FFmpeg's demuxer warns of. */
async function complaintsOf(path: string): Promise<string> {
  return (await run('ffmpeg', ['-v', 'warning', '-i', path, '-c', 'copy', '-f', 'null', '-'])).stderr
}

const moofs = (file: Uint8Array) => [...boxesIn(file)].filter(({ type }) => type === 'moof')

/** Kinds of the sample groups in the file, one for each fragment that has any. */
async function recoveryGroupsOf(path: string): Promise<string[]> {
  const file = await readFile(path)
  return moofs(file).flatMap(moof => {
    const group = findBox(file, moof, 'traf', 'sgpd')
    return group ? [readType(file, group.contentAt + 4)] : []
  })
}

/** Samples that the file calls sync samples, as a parser that is not ours reads it. */
async function syncSamplesOf(path: string): Promise<number> {
  const { packets } = await readMaterial(path)
  return packets.filter(packet => packet.keyframe).length
}

for (const { name, codec, options, refreshes } of cases) {
  test(`${name}, never an IDR picture: begins, is cut, and plays in FFmpeg`, {
    skip: missingTools,
    timeout: 240_000,
  }, async () => {
    await inFolder(async folder => {
      const encoded = await encode(folder, codec, seconds, options)
      const all = refreshes && codec === 'h265' ? withRecoveryPoints(encoded) : encoded
      const isSet = (nal: Uint8Array) =>
        codec === 'h264' ? [7, 8].includes(nal[0]! & 31) : [32, 33, 34].includes((nal[0]! >> 1) & 63)
      const sets = all[0]!.nals.filter(isSet)
      // From the middle of the first group on: the one IDR picture is what an encoder begins with.
      const pictures = all.slice(20)
      assert.ok(!pictures.some(({ nals }) => nals.some(nal => isIdr(nal, codec))), 'the camera sends no IDR picture')
      const { packets, runs, material } = await capture(pictures, codec, sets)
      assert.equal(runs.length, 1)
      const starts = packets.filter(packet => packet.keyframe)
      assert.equal(starts.length, 5, 'every two seconds from the third second on')
      const whole = await pictureHashes(join(folder, `video.${codec}`))
      const shown = packets.map(packet => packet.pts / 3600)
      assert.deepEqual(
        starts.map(packet => packet.pts % (50 * 3600)),
        [0, 0, 0, 0, 0],
      )
      assert.deepEqual(new Set(shown).size, all.length - 50, 'and every picture from there on')

      const { segments, paths } = await record(material!, folder, { segmentSeconds: 3, audio: false })
      assert.equal(segments.length, 3, 'segments are cut at recovery points')
      let from = whole.length - packets.length
      for (const [i, path] of paths.entries()) {
        const count = Math.round((segments[i]!.mediaEndMs - segments[i]!.mediaStartMs) / 40)
        const wanted = whole.slice(from, from + count)
        from += count
        // Clean random access pictures of H.265 are sync samples (ISO 14496-15 8.4.3), recovery points are not.
        const isSync = codec === 'h265' && !refreshes
        const groups = await recoveryGroupsOf(path)
        assert.equal(groups.includes(refreshes ? 'roll' : 'rap '), !isSync)
        assert.equal((await syncSamplesOf(path)) > 0, isSync)
        assert.equal(await complaintsOf(path), '', 'a demuxer has nothing to say against the file')
        const decoded = await decodedHashes(path)
        // Until the recovery is over, or the pictures are through that look past the first one, others are allowed.
        const right = wanted.slice(refreshes ? starts[0]!.recoveryFrames! : 4)
        // x265 does not keep its loop filters out of what is refreshed: near enough, not exact (exact_match_flag 0).
        if (refreshes && codec === 'h265') assert.ok(decoded.length >= right.length)
        else assert.deepEqual(decoded.slice(-right.length), right)
      }
    })
  })
}
