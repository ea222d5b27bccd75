import type { StreamHead } from '@nightjar/shared/live/stream-head.ts'
import { fileType } from '@nightjar/shared/mp4/file-type.ts'
import { movie } from '@nightjar/shared/mp4/movie.ts'
import { movieFragment } from '@nightjar/shared/mp4/movie-fragment.ts'
import { base64Bytes } from './base64.ts'
import { joinBytes } from './join-bytes.ts'

/** Ticks per second of the live track. */
export const liveTimescale = 90_000
const trackId = 1

/** ftyp and moov of one video track; the decoder configuration goes in as the camera's agent wrote it. */
export function liveInit(video: StreamHead['video']): Uint8Array<ArrayBuffer> {
  const track = {
    id: trackId,
    timescale: liveTimescale,
    name: 'live',
    // Every sample brings its own.
    defaultSampleFlags: 0,
    handler: 'vide',
    entry: { ...video, decoderConfig: base64Bytes(video.decoderConfig) },
  } as const
  return joinBytes([
    fileType('iso6', ['iso6', 'cmfc']),
    movie({ timescale: liveTimescale, nextTrackId: trackId + 1, tracks: [track] }),
  ])
}

interface LiveFragment {
  readonly sequence: number
  /** In ticks of {@link liveTimescale}. */
  readonly decodeTime: number
  readonly duration: number
  readonly keyframe: boolean
  readonly data: Uint8Array
}

/** moof and mdat with one picture, which is shown when it is decoded. */
export function liveFragment(fragment: LiveFragment): Uint8Array<ArrayBuffer> {
  const { sequence, decodeTime, duration, keyframe, data } = fragment
  const sample = { duration, compositionOffset: 0, byteLength: data.length, keyframe }
  const track = { trackId, decodeTime, samples: [sample], hasSampleFlags: true, runVersion: 0 } as const
  return joinBytes([movieFragment(sequence, [track]), data])
}
