import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Byte lengths of the pictures that are no keyframes, in order: a keyframe's differs with the parameter sets it carries. */
function lengthsIn(file: string): number[] {
  const show = ['-select_streams', 'v', '-show_entries', 'packet=size,flags', '-of', 'csv=p=0', file]
  const text = execFileSync('ffprobe', ['-v', 'quiet', ...show], { maxBuffer: 64 * 1024 * 1024 }).toString()
  return text
    .split('\n')
    .filter(line => line !== '' && !line.includes('K'))
    .map(line => Number(line.split(',')[0]))
}

/**
 * How many pictures of the clip are missing between the first and the last that each folder of recordings holds: its
 * pictures are told apart by their lengths, which follow one another as in the clip.
 * @param clip plays `loop` pictures again and again.
 */
export function lostPictures(clip: string, folders: readonly string[]): number {
  const wanted = lengthsIn(clip)
  return folders.reduce((sum, folder) => sum + missingIn(wanted, recordedLengths(folder)), 0)
}

const recordedLengths = (folder: string): number[] =>
  readdirSync(folder)
    .filter(name => name.endsWith('.mp4'))
    .sort()
    .flatMap(name => lengthsIn(join(folder, name)))

/** Each connection is played the clip from its beginning, so the place in it is known. */
function missingIn(wanted: readonly number[], recorded: readonly number[]): number {
  let at = 0
  let missing = 0
  recorded.forEach((length, index) => {
    const next = wanted.indexOf(length, at)
    if (next < 0) return
    if (index > 0) missing += next - at
    at = next + 1
  })
  return missing
}
