/** A hole this small is the difference of two clocks, not a gap. Seconds. */
export const seam = 0.6

/**
 * Where in `buffered` a picture of `at` is found, in seconds; a moment just before a stretch is its beginning. null
 * where there is none.
 */
export function bufferedAt(buffered: TimeRanges, at: number): number | null {
  for (let index = 0; index < buffered.length; index += 1)
    if (at >= buffered.start(index) - seam && at < buffered.end(index)) return Math.max(at, buffered.start(index))
  return null
}

/** Seconds of media from the picture on the screen to the end of what hangs together with it. */
export function secondsAhead({ buffered, currentTime }: Pick<HTMLVideoElement, 'buffered' | 'currentTime'>): number {
  let end = currentTime
  for (let index = 0; index < buffered.length; index += 1)
    if (buffered.start(index) <= end + 0.25 && buffered.end(index) > end) end = buffered.end(index)
  return end - currentTime
}

/** Whether there is a picture of `at`, in seconds; where it is the beginning of a stretch just behind, moves there. */
export function settleAt(video: Pick<HTMLVideoElement, 'buffered' | 'currentTime'>, at: number): boolean {
  const found = bufferedAt(video.buffered, at)
  if (found !== null && found !== at) video.currentTime = found
  return found !== null
}
