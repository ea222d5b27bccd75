import { fullBox } from './write-box.ts'

/** What of a sample says that it is a recovery point; see `FragmentSample`. */
export interface RecoverySample {
  readonly recoveryFrames?: number
}

/** In a track fragment the descriptions of its own `sgpd` count from here (ISO 14496-12 8.9.4). */
const ownDescriptions = 0x10000

/**
 * `sgpd` and `sbgp` of a track fragment (ISO 14496-12 8.9.2, 8.9.3) for samples that decoding can begin with and that
 * are no sync samples: group `rap ` (10.4) where all is right at once, `roll` (10.1) where it takes that many samples.
 * Null where there is none.
 * @param isFirst of its file. Only there is `rap ` written, for the sample that the file begins with: FFmpeg takes the
 * group of a fragment for that of the whole track and complains of a second one. Others are known by their flags.
 */
export function recoveryGroups(samples: readonly RecoverySample[], isFirst: boolean): Uint8Array<ArrayBuffer> | null {
  if (!samples.some(sample => sample.recoveryFrames !== undefined)) return null
  const atOnce = isFirst ? grouping(samples, 'rap ', frames => (frames === 0 ? 0 : null), 1) : []
  const gradual = grouping(samples, 'roll', frames => (frames > 0 ? frames : null), 2)
  const boxes = [...atOnce, ...gradual]
  if (boxes.length === 0) return null
  const bytes = new Uint8Array(boxes.reduce((sum, box) => sum + box.length, 0))
  let at = 0
  for (const box of boxes) {
    bytes.set(box, at)
    at += box.length
  }
  return bytes
}

/** @param entryOf the sample's description, a number of `entryBytes` bytes; null where it is not of this group. */
function grouping(
  samples: readonly RecoverySample[],
  type: 'rap ' | 'roll',
  entryOf: (frames: number) => number | null,
  entryBytes: 1 | 2,
): Uint8Array<ArrayBuffer>[] {
  const ofSample = samples.map(({ recoveryFrames }) => (recoveryFrames === undefined ? null : entryOf(recoveryFrames)))
  const entries = [...new Set(ofSample.filter(entry => entry !== null))]
  if (entries.length === 0) return []
  const indexes = ofSample.map(entry => (entry === null ? 0 : ownDescriptions + entries.indexOf(entry) + 1))
  const runs: [count: number, index: number][] = []
  for (const index of indexes) {
    const last = runs.at(-1)
    if (last?.[1] === index) last[0]++
    else runs.push([1, index])
  }
  const typeCode = [...type].reduce((code, letter) => code * 256 + letter.charCodeAt(0), 0)
  const described = new Uint8Array(entries.length * entryBytes)
  const view = new DataView(described.buffer)
  for (const [i, entry] of entries.entries()) {
    if (entryBytes === 1) view.setUint8(i, entry)
    else view.setInt16(i * 2, entry)
  }
  return [
    fullBox('sgpd', 1, 0, words(typeCode, entryBytes, entries.length), described),
    fullBox('sbgp', 0, 0, words(typeCode, runs.length, ...runs.flat())),
  ]
}

function words(...values: number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4)
  const view = new DataView(bytes.buffer)
  for (const [i, value] of values.entries()) view.setUint32(i * 4, value)
  return bytes
}
