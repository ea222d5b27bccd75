import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { openMediaRig } from '@nightjar/control-plane/testing/media-rig.ts'
import { skipWithout } from '../../services/binaries.ts'
import { missingTools } from '../record/material.ts'
import { pictureHashes, soundHashes, soundSizes } from '../record/other-parsers.ts'
import { inFolder, makeMaterial, record } from '../record/record-material.ts'
import { hlsPages, playedByGstreamer, playedByHlsJs, playedByVlc } from './players.ts'
import { makeRecordedCamera, type RecordedRun } from './recorded-camera.ts'
import { withCookie } from './with-cookie.ts'

const secondsOfRun = 6
const secondsOfSegment = 2
const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '25']
const reordered = ['-c:v', 'libx264', '-preset', 'veryfast', '-g', '25', '-bf', '3', '-b_strategy', '0']

/** Runs whose pictures all differ: one behind the other, and one after a gap of a quarter of a minute. */
async function recordRuns(folder: string, how: readonly (readonly string[])[], audio: readonly string[]) {
  const runs: RecordedRun[] = []
  for (const [index, video] of how.entries()) {
    const own = join(folder, `run-${index}`)
    mkdirSync(own)
    const args = ['-vf', `hue=h=${index * 70}`, ...video]
    const material = await makeMaterial(join(own, 'in.mp4'), secondsOfRun, args, audio)
    const settings = { segmentSeconds: secondsOfSegment, audio: audio.length > 0 }
    const recorded = await record(material, own, settings)
    assert.equal(recorded.segments.length, secondsOfRun / secondsOfSegment)
    runs.push({ recorded, atSeconds: index * secondsOfRun + (index > 1 ? 15 : 0) })
  }
  return runs
}

type Watched = Awaited<ReturnType<typeof makeRecordedCamera>> & { readonly origin: string }

/** The runs as recordings of a camera, one segment evicted out of the middle of the first, with players before it. */
async function watching(runs: readonly RecordedRun[], watch: (camera: Watched) => Promise<void>): Promise<void> {
  const rig = await openMediaRig()
  const ends = [() => rig.close()]
  try {
    const camera = await makeRecordedCamera(rig, runs)
    ends.unshift(camera.agent.stop)
    await camera.evict(1)
    const proxy = await withCookie(rig.url, camera.cookie, hlsPages)
    ends.unshift(proxy.close)
    await watch({ ...camera, origin: proxy.origin })
    assert.ok(camera.agent.bodies.length > 0, 'some of it came from the site')
  } finally {
    for (const end of ends) await end()
  }
}

/** Of each file by itself, in order; the evicted one left out. */
async function ofFiles({ manifests, pathOf }: Watched, read: (path: string) => Promise<string[]>): Promise<string[]> {
  const all: string[] = []
  for (const index of manifests.keys()) if (index !== 1) all.push(...(await read(pathOf(index))))
  return all
}

const skip = missingTools || skipWithout(['gst-launch-1.0', 'cvlc', 'chromium'])
const lengthOf = (pictures: readonly string[]) => pictures.length / 25

describe('playlist of a range', { skip, timeout: 300_000 }, () => {
  for (const [name, video, audio] of [
    ['without sound', h264, []],
    ['with sound', h264, ['-c:a', 'aac', '-ar', '16000']],
    ['with B-frames and sound of another rate', reordered, ['-c:a', 'aac', '-ar', '44100']],
  ] as const)
    it(`${name}: every player shows each picture once, over segments, runs and gaps, from site and archive`, () =>
      inFolder(async folder => {
        await watching(await recordRuns(folder, [video, video, video], audio), async camera => {
          const pictures = await ofFiles(camera, pictureHashes)
          assert.equal(new Set(pictures).size, 25 * (3 * secondsOfRun - secondsOfSegment))
          const url = camera.origin + camera.playlist
          assert.deepEqual(await pictureHashes(url), pictures, 'FFmpeg')
          const soundBytes = (await ofFiles(camera, soundSizes)).reduce((sum, size) => sum + Number(size), 0)
          const vlc = await playedByVlc(url, folder)
          assert.deepEqual(vlc.pictures, pictures, 'VLC')
          // It writes the few bytes of the decoder's configuration first.
          assert.ok(
            vlc.soundBytes >= soundBytes && vlc.soundBytes < soundBytes + 8,
            `${vlc.soundBytes} of ${soundBytes}`,
          )
          assert.equal(await playedByGstreamer(url), pictures.length, 'GStreamer')
          const played = await playedByHlsJs(camera.origin, camera.playlist)
          assert.deepEqual(played.errors, [])
          assert.equal(played.pictures, pictures.length, 'hls.js')
          assert.equal(played.buffered.length, 1, 'pictures and sound without a hole')
          const [from, to] = played.buffered[0]!
          // Sound lasts up to a frame longer or shorter than the pictures.
          assert.ok(from < 0.1 && Math.abs(to - lengthOf(pictures)) < 0.15, `from ${from} to ${to}`)
          if (audio.length > 0) assert.deepEqual(await soundHashes(url), await ofFiles(camera, soundHashes), 'sound')
        })
      }))

  it('goes on when the camera’s picture has another size', () =>
    inFolder(async folder => {
      const larger = ['-s', '640x360', ...h264]
      await watching(await recordRuns(folder, [h264, larger], []), async camera => {
        const pictures = await ofFiles(camera, pictureHashes)
        assert.equal(await playedByGstreamer(camera.origin + camera.playlist), pictures.length, 'GStreamer')
        const played = await playedByHlsJs(camera.origin, camera.playlist)
        assert.equal(played.pictures, pictures.length, 'hls.js')
        assert.equal(played.buffered.length, 1)
      })
    }))
})
