import { createHash } from 'node:crypto'
import { boxesIn } from '@nightjar/shared/mp4/read-boxes.ts'
import { toMs } from '@nightjar/shared/mp4/ticks.ts'
import { checkBoxLength, type FragmentCheck, readCheckBox } from '@nightjar/shared/records/fragment-check.ts'
import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import type { DiskFile } from '../platform/disk.ts'
import { readAboutBox } from './boxes/about-box.ts'
import type { SegmentAbout } from './boxes/about-schema.ts'
import { checksum } from './boxes/check-box.ts'
import { mostFragments } from './segment-file.ts'

/** Bounds of what is read into memory, whatever a file claims. */
const mostInitBytes = 1024 * 1024
const mostFragmentBytes = 64 * 1024 * 1024

export interface SegmentReading {
  readonly about: SegmentAbout
  readonly initHash: string
  readonly initLength: number
  /** Of the file up to `wholeLength`. */
  readonly mediaHash: string
  /** End of the last whole fragment, in bytes. */
  readonly wholeLength: number
  readonly endTicks: number
  readonly fragments: SegmentManifest['fragments']
  readonly damagedPictures: number
}

/**
 * Reads a segment of ours up to its last whole fragment within the first `limit` bytes. Null where not even the first
 * is whole, or the file is none of ours. The content is not trusted; only the disk's own failures reject.
 */
export async function readSegment(file: DiskFile, limit: number): Promise<SegmentReading | null> {
  const init = await readInit(file, limit)
  if (!init) return null
  const hash = createHash('sha256').update(init.bytes)
  const initHash = hash.copy().digest('hex')
  const fragments: SegmentManifest['fragments'] = []
  let at = init.bytes.length
  let endTicks: number | null = null
  let damagedPictures = 0
  while (fragments.length < mostFragments) {
    const check = await readFragment(file, at, limit)
    if (!check || !follows(check, endTicks, init.about)) break
    fragments.push([toMs(check.startTicks, init.about.clockRate), at + checkBoxLength, check.keyframe ? 1 : 0])
    endTicks = check.endTicks
    damagedPictures += check.damagedPictures
    at += checkBoxLength + check.byteLength
    hash.update(check.bytes)
  }
  if (endTicks === null) return null
  const { about, bytes } = init
  return {
    about,
    initHash,
    initLength: bytes.length,
    mediaHash: hash.digest('hex'),
    wholeLength: at,
    endTicks,
    fragments,
    damagedPictures,
  }
}

/** The first begins with a keyframe at the file's zero, each later one where the one before ended. */
function follows(check: FragmentCheck, endTicks: number | null, about: SegmentAbout): boolean {
  if (check.endTicks <= check.startTicks || !Number.isSafeInteger(check.endTicks)) return false
  return endTicks === null ? check.keyframe && check.startTicks === about.startTicks : check.startTicks === endTicks
}

/** The boxes before the first fragment, the last of them our own. */
const initBoxes = ['ftyp', 'moov', 'uuid']

async function readInit(file: DiskFile, limit: number): Promise<{ bytes: Uint8Array; about: SegmentAbout } | null> {
  const head = Buffer.alloc(Math.min(limit, mostInitBytes))
  const filled = await file.read(head, 0)
  let found = 0
  for (const box of boxesIn(head, 0, filled)) {
    if (box.type !== initBoxes[found++]) return null
    if (found < initBoxes.length) continue
    const about = await readAboutBox(head.subarray(box.at, box.end))
    return about && { about, bytes: head.subarray(0, box.end) }
  }
  return null
}

async function readFragment(
  file: DiskFile,
  at: number,
  limit: number,
): Promise<(FragmentCheck & { readonly bytes: Uint8Array }) | null> {
  const head = Buffer.alloc(checkBoxLength)
  if (at + checkBoxLength > limit || (await file.read(head, at)) < checkBoxLength) return null
  const check = readCheckBox(head)
  if (!check || check.byteLength > mostFragmentBytes || at + checkBoxLength + check.byteLength > limit) return null
  const bytes = Buffer.alloc(checkBoxLength + check.byteLength)
  if ((await file.read(bytes, at)) < bytes.length) return null
  return checksum(head, [bytes.subarray(checkBoxLength)]) === check.crc ? { ...check, bytes } : null
}
