import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import type { PicturePacket } from '@nightjar/edge-agent/media/packet.ts'
import type { RunStart } from '@nightjar/edge-agent/media/track.ts'
import { capture, encode } from './encoded-camera.ts'
import { missingTools } from './material.ts'
import { packetTimes, pictureHashes } from './other-parsers.ts'
import { inFolder, recordWhat } from './record-material.ts'

const run = promisify(execFile)
/** By the camera's clock. */
const frameMs = 44

const cameras = {
  h264: [
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-x264-params',
    'open-gop=1:keyint=50:bframes=3:b-adapt=0:scenecut=0',
  ],
  h265: [
    ...['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params'],
    'log-level=error:open-gop=1:keyint=50:bframes=3:b-adapt=0:scenecut=0',
  ],
} as const

/** As pictureHashes, but a decoder may complain of what a recovery point lacks. */
async function decodedHashes(path: string): Promise<string[]> {
  const args = ['-v', 'fatal', '-i', path, '-map', '0:v', '-vsync', 'passthrough', '-f', 'framemd5', '-']
  const { stdout } = await run('ffmpeg', args, { maxBuffer: 64 * 1024 * 1024 })
  const lines = stdout.split('\n').filter(line => line !== '' && !line.startsWith('#'))
  return lines.map(line => line.split(',').at(-1)!.trim())
}

for (const [codec, options] of Object.entries(cameras) as ['h264' | 'h265', readonly string[]][]) {
  test(`${codec} with open groups: where one run follows another without a gap, no picture is lost and the runs abut`, {
    skip: missingTools,
    timeout: 120_000,
  }, async () => {
    await inFolder(async folder => {
      const all = await encode(folder, codec, 12, options)
      // Without the IDR picture that an encoder begins with: decoding begins at the third second.
      const pictures = all.slice(20)
      const isSet = (nal: Uint8Array) =>
        codec === 'h264' ? [7, 8].includes(nal[0]! & 31) : [32, 33, 34].includes((nal[0]! >> 1) & 63)
      const events: (RunStart | PicturePacket)[] = []
      // The camera's clock is a tenth fast: after some drift another run begins.
      const fast = pictures.map(picture => ({ ...picture, pts: (picture.pts / 10) * 11 }))
      const { runs } = await capture(fast, codec, all[0]!.nals.filter(isSet), undefined, event => events.push(event))
      assert.ok(runs.length >= 2)
      assert.ok(runs.slice(1).every(({ isSeamless }) => isSeamless))

      const { segments, paths } = await recordWhat(folder, { segmentSeconds: 60, audio: false }, recorder => {
        for (const event of events) {
          if ('runId' in event) recorder.runStarted(event)
          else recorder.packet(event)
        }
      })
      assert.equal(segments.length, runs.length)

      const sent = (await pictureHashes(join(folder, `video.${codec}`))).slice(50)
      const decoded = await Promise.all(paths.map(decodedHashes))
      const whole = decoded.flatMap((pictures, i) => (i + 1 < decoded.length ? pictures.slice(0, -1) : pictures))
      assert.deepEqual(whole, sent)
      for (const [i, before] of segments.slice(0, -1).entries()) {
        const pictures = decoded[i]!
        // The next run's keyframe ends this one, for no time.
        assert.equal(pictures.at(-1), decoded[i + 1]![0])
        assert.equal(before.wallEndMs, segments[i + 1]!.wallStartMs)
        assert.equal(before.mediaEndMs - before.mediaStartMs, (pictures.length - 1) * frameMs)
        const times = (await packetTimes(paths[i]!, 'video')).toSorted((a, b) => a - b)
        const steps = times.slice(1).map((time, at) => Math.round((time - times[at]!) * 1000))
        assert.deepEqual(new Set(steps), new Set([frameMs]))
      }
    })
  })
}
