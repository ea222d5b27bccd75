import { problemSchema } from '@nightjar/shared/api/problem.ts'
import type { Segment } from '@nightjar/shared/api/recording.ts'
import { BoxStream, type FileBox } from '@nightjar/shared/mp4/box-stream.ts'
import { localProblem, RequestFailed } from '../../api/result.ts'

/** Index of the last fragment that begins with a keyframe at or before `wallMs`; 0 where none does. */
export function fragmentAt(segment: Segment['manifest'], wallMs: number): number {
  const mediaMs = segment.mediaStartMs + (wallMs - segment.wallStartMs)
  let found = 0
  segment.fragments.forEach(([startMs, , keyframe], index) => {
    if (keyframe === 1 && startMs <= mediaMs) found = index
  })
  return found
}

/**
 * The boxes of a segment as they arrive: its initialisation, then its fragments from `fromFragment` on. Only the bytes
 * needed travel, where the server knows ranges.
 * @throws RequestFailed with the server's problem; TypeError when the network fails; AbortError.
 */
export async function* segmentBoxes(
  segment: Segment,
  fromFragment: number,
  signal: AbortSignal,
): AsyncGenerator<FileBox> {
  const { initLength, byteLength, fragments } = segment.manifest
  const start = fragments[fromFragment]?.[1] ?? initLength
  if (fromFragment > 0 && start > initLength) {
    yield* boxesOf(await load(segment.mediaUrl, signal, `bytes=0-${initLength - 1}`), initLength)
    yield* boxesOf(await load(segment.mediaUrl, signal, `bytes=${start}-${byteLength - 1}`), byteLength - start, start)
  } else yield* boxesOf(await load(segment.mediaUrl, signal), byteLength)
}

async function load(url: string, signal: AbortSignal, range?: string): Promise<Response> {
  const response = await fetch(url, { signal, ...(range === undefined ? {} : { headers: { range } }) })
  if (response.ok) return response
  const problem = problemSchema.safeParse(await response.json().catch(() => null))
  throw new RequestFailed(
    problem.success
      ? problem.data
      : localProblem('media.not-here', 'The recording could not be loaded', 'Try again in a moment.'),
  )
}

/** A server that ignored the range sends the whole file; then what was not asked for is left out. */
async function* boxesOf(response: Response, length: number, start = 0): AsyncGenerator<FileBox> {
  const boxes = new BoxStream()
  let skip = response.status === 200 ? start : 0
  let left = length
  const reader = response.body!.getReader()
  try {
    while (left > 0) {
      const { done, value } = await reader.read()
      if (done) return
      const wanted = value.subarray(Math.min(skip, value.length)).subarray(0, left)
      skip = Math.max(0, skip - value.length)
      left -= wanted.length
      yield* boxes.push(wanted)
    }
  } finally {
    void reader.cancel().catch(() => undefined)
  }
}
