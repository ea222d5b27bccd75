import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** 1080p15 at 3 Mb/s, a keyframe every 2 s: grain over a moving pattern, as hard on the wire as a real scene. */
export function makeClip(folder: string, seconds: number): string {
  const piece = join(folder, 'piece.mp4')
  const clip = join(folder, `clip-${seconds}.mp4`)
  if (existsSync(clip)) return clip
  const quiet = ['-hide_banner', '-nostdin', '-loglevel', 'error', '-y']
  const source = 'testsrc2=s=1920x1080:r=15,noise=alls=6:allf=t'
  const rate = ['-b:v', '3M', '-maxrate', '3M', '-bufsize', '3M', '-g', '30', '-keyint_min', '30', '-sc_threshold', '0']
  const encoder = ['-c:v', 'libx264', '-preset', 'veryfast', '-tune', 'zerolatency', '-profile:v', 'high', '-bf', '0']
  execFileSync('ffmpeg', [
    ...quiet,
    '-f',
    'lavfi',
    '-i',
    source,
    '-t',
    '10',
    '-pix_fmt',
    'yuv420p',
    ...encoder,
    ...rate,
    piece,
  ])
  const loops = String(Math.ceil(seconds / 10) - 1)
  execFileSync('ffmpeg', [...quiet, '-stream_loop', loops, '-i', piece, '-c', 'copy', clip])
  return clip
}
