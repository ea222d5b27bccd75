import { requireBinary } from '../services/binaries.ts'
import { runFile } from '../services/unprivileged.ts'
import { splitAnnexB } from '../virtual-camera/media/annex-b.ts'
import { readStamp } from '../virtual-camera/media/counter-sei.ts'

/**
 * How far sound lies behind the picture (negative: before it) in a stored segment of a virtual camera, in ms: the
 * median over the file's ticks, each of which begins with a full second of the clock stamped into the pictures. Null
 * where the file holds too few ticks.
 */
export async function avOffsetMs(file: string): Promise<number | null> {
  const pictures = await stampedPictures(file)
  const last = pictures.at(-1)
  if (!last) return null
  const utcOfFile = last.utcMs / 1000 - last.ptsSeconds
  const offsets = (await ticks(file))
    // Not the first, where silence may have begun with the file, nor the last, which may be the file's end.
    .slice(1, -1)
    .map(tick => ((((tick + utcOfFile) % 1) + 1.5) % 1) - 0.5)
    .toSorted((a, b) => a - b)
  const median = offsets[Math.floor(offsets.length / 2)]
  return median === undefined ? null : Math.round(median * 1000)
}

/** Seconds on the file's clock at which the tick of each full UTC second begins. */
async function ticks(file: string): Promise<number[]> {
  const { stderr } = await runFile(requireBinary('ffmpeg', 'ffmpeg'), [
    ...['-nostdin', '-hide_banner', '-copyts', '-i', file, '-map', '0:a'],
    ...['-af', 'silencedetect=noise=-34dB:duration=0.5', '-f', 'null', '-'],
  ])
  return [...stderr.matchAll(/silence_end: ([\d.]+)/g)].map(match => Number(match[1]))
}

/** The pictures' times in the file beside the times stamped into them, in order. */
async function stampedPictures(file: string): Promise<{ ptsSeconds: number; utcMs: number }[]> {
  const probe = await runFile(requireBinary('ffprobe', 'ffmpeg'), [
    ...['-v', 'error', '-select_streams', 'v', '-show_entries', 'packet=pts_time', '-of', 'csv=p=0', file],
  ])
  const times = probe.stdout.split('\n').filter(Boolean).map(Number.parseFloat)
  const raw = await runFile(
    requireBinary('ffmpeg', 'ffmpeg'),
    ['-nostdin', '-v', 'error', '-i', file, '-map', '0:v', '-c', 'copy', '-f', 'h264', '-'],
    { encoding: 'buffer', maxBuffer: 256 * 1024 * 1024 },
  )
  const stamps = splitAnnexB(raw.stdout as unknown as Buffer)
    .map(nal => readStamp('h264', nal))
    .filter(stamp => stamp !== null)
  return stamps.flatMap(({ utcMs }, index) => {
    const ptsSeconds = times[index]
    return ptsSeconds === undefined ? [] : [{ ptsSeconds, utcMs }]
  })
}
