import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { judgeManifest } from '@nightjar/control-plane/services/recording/rules/judge-manifest.ts'
import { makeChain } from '@nightjar/control-plane/testing/make-chain.ts'
import type { ClosedSegment } from '@nightjar/edge-agent/media/closed-segment.ts'
import { missingTools, readMaterial, tool } from './material.ts'
import { inFolder, record, runWallStartMs } from './record-material.ts'

const ground = { addedAtMs: runWallStartMs, nowMs: runWallStartMs + 3_600_000 }
const judge = ({ mask: _, ...closed }: ClosedSegment) =>
  judgeManifest(makeChain().segment(closed.wallStartMs, closed.wallEndMs, closed), ground)

const black = 'color=c=black:size=640x360'
const moving = 'testsrc2=size=320x180'
const h264 = (gop: number, ...more: string[]) => ['-c:v', 'libx264', '-preset', 'veryfast', '-g', String(gop), ...more]
const h265 = (gop: number) => [
  '-c:v',
  'libx265',
  '-preset',
  'ultrafast',
  '-tag:v',
  'hvc1',
  '-x265-params',
  `log-level=error:keyint=${gop}`,
]

/** Source, pictures a second, how long, encoder. */
const cameras: Record<string, [string, number, number, string[]]> = {
  'a usual one': [moving, 25, 20, h264(50)],
  'one that sends a picture every second': [moving, 1, 60, h264(2)],
  'one that sends a picture every four seconds': [moving, 0.25, 80, h264(2)],
  'one that sends a picture every twelve seconds': [moving, 1 / 12, 360, h264(10)],
  'one that sends a picture every eighteen seconds, H.265': [moving, 1 / 18, 540, h265(5)],
  'one with a keyframe every ten seconds': [moving, 15, 40, h264(150, '-keyint_min', '150', '-sc_threshold', '0')],
  'one with B-frames': [moving, 25, 20, h264(50, '-bf', '3')],
  'one that sends nothing but keyframes, sixty in a second': [moving, 60, 20, h264(1)],
  'one that sees nothing but black, H.264': [black, 25, 60, h264(250, '-crf', '51')],
  'one that sees nothing but black, H.265': [black, 10, 60, h265(100)],
  'one that sees nothing but black, once a second, H.265': [black, 1, 120, h265(60)],
  'one of a high bit rate': ['testsrc2=size=1280x720', 25, 6, h264(25, '-preset', 'ultrafast', '-qp', '1')],
}

describe('segments that were really recorded can be what they say', { skip: missingTools }, () => {
  for (const [what, [source, rate, seconds, encoder]] of Object.entries(cameras))
    it(`of ${what}`, { timeout: 120_000 }, () =>
      inFolder(async folder => {
        const path = join(folder, 'in.mp4')
        const input = ['-f', 'lavfi', '-i', `${source}:rate=${rate}:duration=${seconds}`]
        await tool('ffmpeg', [...input, ...encoder, '-pix_fmt', 'yuv420p', '-y', path])
        const { segments } = await record(await readMaterial(path), folder, { segmentSeconds: 10, audio: false })
        assert.ok(segments.length > 0)
        assert.deepEqual(
          segments.map(judge),
          segments.map(() => null),
        )
        // The same bytes cannot be of an hour.
        const [first] = segments
        const longer = {
          ...first!,
          wallEndMs: first!.wallStartMs + 3_500_000,
          mediaEndMs: first!.mediaStartMs + 3_500_000,
        }
        assert.notEqual(judge(longer), null)
      }),
    )
})
