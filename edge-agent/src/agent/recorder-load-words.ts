import type { RecorderLoad } from '../media/recorder-load.ts'

/** Beyond this share other work of the machine, or one more camera, is enough to lose pictures. */
const busyShare = 0.75
/** Files are synced about once a second; a disk that takes longer than this cannot keep up for long. */
const slowDiskMs = 1_500

/** What a person has to know before pictures are lost, in sentences; null before the recorder has said anything. */
export function recorderLoadWords(load: RecorderLoad | null): string[] {
  if (load === null) return []
  const words: string[] = []
  if (load.busy >= busyShare) {
    const percent = Math.round(load.busy * 100)
    words.push(
      `The recorder is busy ${percent} % of the time; at 100 % pictures are lost. Record fewer cameras on this machine, or choose lower bit rates.`,
    )
  }
  if (load.storedAfterMs >= slowDiskMs) {
    const seconds = (load.storedAfterMs / 1000).toFixed(1)
    words.push(
      `The disk took ${seconds} s to store what was recorded; as long as it is so slow, a power cut costs more than the last second. Check the disk, or record fewer cameras on it.`,
    )
  }
  return words
}
