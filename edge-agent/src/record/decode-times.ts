/**
 * RTP carries presentation times only (RFC 3550 5.1; RFC 6184 5.1), in decoding order. MP4 wants decode times that
 * grow. Every picture of a stretch is shown exactly once, so the i-th picture to be decoded is given the i-th smallest
 * presentation time; the difference goes into a signed composition offset (`trun` version 1), and presentation times
 * stay exactly what the camera said. Without B-frames both are the same.
 *
 * `startTicks` is where the fragment before ended; times are pushed up where a camera repeats one, so that each sample
 * lasts at least a tick.
 */
export function decodeTimes(presentation: readonly number[], startTicks: number): number[] {
  const sorted = presentation.toSorted((a, b) => a - b)
  let previous = startTicks - 1
  return sorted.map((pts, i) => {
    previous = i === 0 ? startTicks : Math.max(pts, previous + 1)
    return previous
  })
}

/**
 * Whether the first `count` pictures are all shown before the rest, as far as the rest has come. Where a stream
 * reorders, the picture at `count` must also have one behind it that is shown later: until then pictures that lead it
 * may still follow.
 */
export function isClosed(presentation: readonly number[], count: number, reorders: boolean): boolean {
  let before = Number.NEGATIVE_INFINITY
  for (let i = 0; i < count; i++) before = Math.max(before, presentation[i]!)
  const next = presentation[count]!
  let settled = !reorders
  for (let i = count; i < presentation.length; i++) {
    if (presentation[i]! <= before) return false
    if (presentation[i]! > next) settled = true
  }
  return settled
}
