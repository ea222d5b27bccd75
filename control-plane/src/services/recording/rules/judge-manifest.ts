import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import { type Ground, skewMs } from './ground.ts'
import { judgeMedia } from './judge-media.ts'

/**
 * A fragment is cut after 4 s at most where its pictures are shorter, and is a single picture of no more than 19 s in a
 * slow stream: a larger step ends the segment.
 */
const longestFragmentMs = 20_000
/**
 * 2000 fragments of one picture each, as of a camera that sends a picture every five seconds and hardly a keyframe; the
 * segment of a slower one is left before.
 */
export const longestSegmentMs = 3 * 3_600_000
/**
 * A run ends when the camera's clock has drifted by half a second, and its end is moved by up to a second to meet the run
 * behind it; whole milliseconds on top. To the other side it gives up half of its last group of pictures at most.
 */
const mostStretchMs = 1100
/**
 * The agent cuts at 0.25 s at the earliest, and where a run or a segment ends; a stream without any order of time has
 * eight in a second (infra/integration/record/fragment-density.test.ts).
 */
const mostFragmentsPerSecond = 20
/** A run that ends at once, e.g. because time stood still in it. */
const fewFragments = 100
/** The version of a configuration is counted by a column of this size; an agent may know later ones than a restored database. */
const latestConfigVersion = 2 ** 31 - 1
/** Box heads of a fragment (ISO 14496-12: moof, mfhd, traf, tfhd, trun of one sample, mdat) and one byte of a picture. */
const fewestFragmentBytes = 80
/** More than the agent would read back. */
const mostFragmentBytes = 64 * 1024 * 1024 + 4096

/** How many fragments a segment may have. @param mediaMs its duration. */
export const mostFragmentsIn = (mediaMs: number): number => fewFragments + (mediaMs / 1000) * mostFragmentsPerSecond

/**
 * Whether a manifest can speak of a segment that was recorded: its times, and what its bytes can hold. There is no lower
 * bound of the bit rate beyond one picture in each fragment, because there is none in reality: a black H.265 picture is
 * some hundred bytes. Nor is there an earliest time: a machine without a clock of its own begins in 1970, and a manifest
 * claims no time by itself. @returns a public sentence, or null where it can.
 */
export function judgeManifest(manifest: SegmentManifest, ground: Pick<Ground, 'nowMs'>): string | null {
  const { mediaStartMs, mediaEndMs, wallStartMs, wallEndMs } = manifest
  const mediaMs = mediaEndMs - mediaStartMs
  const wallMs = wallEndMs - wallStartMs
  if (mediaMs <= 0 || wallMs <= 0) return 'A segment ends before it begins.'
  if (wallMs - mediaMs > mostStretchMs || mediaMs - wallMs > mostStretchMs + lastGroupMs(manifest) / 2)
    return 'A segment lasts longer by one clock than by the other.'
  if (wallMs > longestSegmentMs) return 'A segment is longer than any can be.'
  if (wallEndMs > ground.nowMs + skewMs) return 'A segment lies in the future. Set the clock of the agent (NTP).'
  if (manifest.configVersion > latestConfigVersion) return 'A segment names a configuration that there cannot be.'
  if (manifest.fragments.length > mostFragmentsIn(mediaMs))
    return 'A segment has more fragments than its time can hold.'
  return judgeMedia(manifest) ?? judgeFragments(manifest)
}

/** From the last fragment that begins with a keyframe to the end. */
function lastGroupMs({ fragments, mediaStartMs, mediaEndMs }: SegmentManifest): number {
  const last = fragments.findLast(([, , isKeyframe]) => isKeyframe === 1)
  return mediaEndMs - (last?.[0] ?? mediaStartMs)
}

/** The list of fragments describes all of the file: in order, from its first picture to its last, each with its bytes. */
function judgeFragments(manifest: SegmentManifest): string | null {
  const { fragments, mediaStartMs, mediaEndMs, initLength, byteLength } = manifest
  if (fragments[0]![0] !== mediaStartMs) return 'The first fragment of a segment does not begin with it.'
  if (fragments[0]![2] !== 1) return 'A segment does not begin with a keyframe.'
  if (fragments[0]![1] < initLength) return 'The first fragment of a segment lies within its head.'
  for (const [index, [startMs, offset]] of fragments.entries()) {
    const [endMs, endOffset] = fragments[index + 1] ?? [mediaEndMs, byteLength]
    if (endMs < startMs || endOffset <= offset) return 'The fragments of a segment are out of order.'
    if (endMs - startMs > longestFragmentMs) return 'A fragment is longer than any can be.'
    const bytes = endOffset - offset
    if (bytes < fewestFragmentBytes) return 'A fragment has fewer bytes than its pictures need.'
    if (bytes > mostFragmentBytes) return 'A fragment has more bytes than any can have.'
  }
  return null
}
