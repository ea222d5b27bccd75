import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { requireBinary } from '../services/binaries.ts'
import { readCounter } from './read.ts'

export interface CountedPicture {
  readonly ptsSeconds: number
  /** Null where the strip is missing or damaged. */
  readonly counter: number | null
}

/**
 * Decodes the first video track of a file (path), of a media file in memory, or of a URL, with ffmpeg, and reads the
 * counter of every picture in the order of presentation. @throws Error with ffmpeg's words when it cannot decode.
 */
export async function readCounters(
  media: string | Uint8Array,
  inputOptions: readonly string[] = [],
): Promise<CountedPicture[]> {
  if (typeof media === 'string') return decode(media, inputOptions)
  // A file, not a pipe: MP4 with its index behind the media wants seeking.
  const folder = await mkdtemp(join(tmpdir(), 'nightjar-counters-'))
  try {
    const path = join(folder, 'media')
    await writeFile(path, media)
    return await decode(path, inputOptions)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function decode(path: string, inputOptions: readonly string[]): Promise<CountedPicture[]> {
  const ffmpeg = requireBinary('ffmpeg', 'ffmpeg')
  // PGM: pictures bring their size. After a change of resolution ffmpeg scales to the first size, which the strip bears.
  // showinfo gives the times; -vsync passthrough keeps ffmpeg from repeating or dropping pictures.
  const args = ['-hide_banner', '-nostats', '-v', 'info', ...inputOptions, '-i', path, '-map', '0:v:0']
  const filters = ['-vf', 'extractplanes=y,showinfo=checksum=0', '-vsync', 'passthrough']
  const child = spawn(ffmpeg, [...args, ...filters, '-f', 'image2pipe', '-c:v', 'pgm', 'pipe:1'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const counters: (number | null)[] = []
  const times: number[] = []
  let words = ''
  let line = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    const lines = (line + text).split('\n')
    line = lines.pop() ?? ''
    for (const each of lines) {
      const time = /Parsed_showinfo.* pts_time:(-?[\d.]+)/.exec(each)
      if (time) times.push(Number(time[1]))
      else if (!each.includes('Parsed_showinfo')) words = `${words}${each}\n`.slice(-4000)
    }
  })
  let pending: Buffer = Buffer.alloc(0)
  child.stdout.on('data', (bytes: Buffer) => {
    pending = pending.length ? Buffer.concat([pending, bytes]) : bytes
    for (;;) {
      const picture = takePicture(pending)
      if (!picture) return
      counters.push(readCounter(picture.luma, picture.width, picture.height, picture.width))
      pending = pending.subarray(picture.bytes)
    }
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`ffmpeg cannot decode ${path}: ${words}`)
  if (times.length !== counters.length)
    throw new Error(`ffmpeg told ${times.length} times of ${counters.length} pictures`)
  return counters.map((counter, index) => ({ ptsSeconds: times[index] ?? Number.NaN, counter }))
}

/** The first whole PGM picture (P5) of a buffer. */
function takePicture(data: Buffer): { luma: Buffer; width: number; height: number; bytes: number } | null {
  const head = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(data.toString('latin1', 0, 40))
  if (!head) return null
  const [width, height] = [Number(head[1]), Number(head[2])]
  const start = head[0].length
  const bytes = start + width * height
  if (data.length < bytes) return null
  return { luma: data.subarray(start, bytes), width, height, bytes }
}
