import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { ClosedSegment } from '@nightjar/edge-agent/media/closed-segment.ts'

export interface Playability {
  /** Of the seconds of the source, the share in which at least half of the pictures are decoded, 0 to 1. */
  readonly seconds: number
  /** Pictures that ffmpeg gave out over those that were sent. */
  readonly pictures: number
}

/** Presentation times of the pictures that ffmpeg decodes, s since the file's beginning. */
export async function decodedTimes(path: string): Promise<number[]> {
  const filter = ['-vf', 'scale=64:36,showinfo=checksum=0', '-fps_mode', 'passthrough', '-f', 'null', '-']
  const child = spawn('ffmpeg', ['-hide_banner', '-nostdin', '-copyts', '-i', path, '-map', '0:v', ...filter], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let words = ''
  child.stderr.on('data', data => {
    words += String(data)
  })
  await once(child, 'close')
  return [...words.matchAll(/showinfo.* pts_time:\s*(-?[\d.]+)/g)].map(match => Number(match[1]))
}

/** @param fromMs wall time of the source's first picture. */
export async function playability(
  recorded: { readonly segments: readonly ClosedSegment[]; readonly paths: readonly string[] },
  source: { readonly fromMs: number; readonly pictures: number; readonly frameRate: number },
): Promise<Playability> {
  const { fromMs, pictures, frameRate } = source
  const bySecond = new Array<number>(Math.ceil(pictures / frameRate)).fill(0)
  let decoded = 0
  for (const [i, path] of recorded.paths.entries()) {
    for (const time of await decodedTimes(path)) {
      decoded++
      const second = Math.floor((recorded.segments[i]!.wallStartMs - fromMs) / 1000 + time + 0.02)
      if (second >= 0 && second < bySecond.length) bySecond[second]!++
    }
  }
  const playable = bySecond.filter(count => count * 2 >= frameRate).length
  return { seconds: playable / bySecond.length, pictures: decoded / pictures }
}
