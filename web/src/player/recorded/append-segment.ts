import type { Segment } from '@nightjar/shared/api/recording.ts'
import { readDecodeTime } from '@nightjar/shared/mp4/read-tracks.ts'
import { joinBytes } from '../join-bytes.ts'
import type { MediaBuffer } from './media-buffer.ts'
import type { PlayableType } from './playable-type.ts'
import type { RunTimes } from './run-times.ts'
import { keepOnlyVideo, type VideoTrack, videoTrack } from './segment-boxes.ts'
import { segmentBoxes } from './segment-bytes.ts'

interface AppendParts {
  readonly buffer: MediaBuffer
  readonly type: PlayableType
  readonly runs: RunTimes
  /** Index of the fragment to begin with; the ones before it do not travel. */
  readonly fromFragment: number
  readonly signal: AbortSignal
  /** Another fragment can be played. */
  readonly onFragment: () => void
}

/**
 * Loads a segment into the buffer, fragment by fragment, at its place in wall time. Ends early when aborted.
 * @throws what loading and the buffer throw
 */
export async function appendSegment(segment: Segment, parts: AppendParts): Promise<void> {
  const { buffer, type, runs, fromFragment, signal, onFragment } = parts
  buffer.setType(type.mimeType)
  let track: VideoTrack | null = null
  let placed = false
  let waiting: Uint8Array[] = []
  for await (const box of segmentBoxes(segment, fromFragment, signal)) {
    if (box.type === 'moov') track = videoTrack(box.bytes)
    if (type.sound === 'mute' && track !== null && (box.type === 'moov' || box.type === 'moof'))
      keepOnlyVideo(box.bytes, track.id)
    if (box.type === 'moof' && !placed && track !== null) {
      const time = readDecodeTime(box.bytes, track.id)
      if (time !== null) {
        const startMs = segment.manifest.fragments[fromFragment]![0]
        buffer.place(runs.wallOf(segment.manifest, startMs), time / track.timescale)
        placed = true
      }
    }
    waiting.push(box.bytes)
    if (box.type !== 'mdat' && box.type !== 'moov') continue
    await buffer.append(joinBytes(waiting))
    waiting = []
    if (signal.aborted) return
    if (box.type === 'mdat') onFragment()
  }
  await buffer.trim()
}
