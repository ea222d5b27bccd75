import type { Problem } from '@nightjar/shared/api/problem.ts'
import type { Segment } from '@nightjar/shared/api/recording.ts'

/** What a recorded picture is doing; every one of them can be said in words. */
export type RecordedState =
  | { readonly kind: 'idle' }
  /** Looking for the segment, or waiting for its bytes. */
  | { readonly kind: 'loading' }
  /** There is a picture for this moment. */
  | { readonly kind: 'ready' }
  /** Nothing is recorded here; `nextMs` is where it goes on, null when that is not known. */
  | { readonly kind: 'gap'; readonly nextMs: number | null }
  /** There is a recording, but it cannot be had or shown; `nextMs` is its end. */
  | { readonly kind: 'blocked'; readonly problem: Problem; readonly nextMs: number | null }

export interface RecordedSnapshot {
  readonly state: RecordedState
  readonly wallMs: number
  readonly playing: boolean
  readonly width: number | null
  readonly height: number | null
  readonly frameRate: number | null
  /** Where the bytes on the screen came from. */
  readonly where: 'site' | 'archive' | 'both' | 'gone' | null
  readonly segmentId: string | null
  readonly mediaUrl: string | null
  /** `mute`: recorded, but in a format that this browser does not play. */
  readonly sound: 'none' | 'mute' | 'playable'
}

/** Size of the picture on the screen; null before there is one. */
export const pictureFacts = (video: Pick<HTMLVideoElement, 'videoWidth' | 'videoHeight'>) => ({
  width: video.videoWidth || null,
  height: video.videoHeight || null,
})

/** What is to be known of the segment on the screen; nothing where there is none. */
export const segmentFacts = (shown: Segment | null) => ({
  frameRate: shown?.manifest.frameRate ?? null,
  where: shown?.where ?? null,
  segmentId: shown?.manifest.segmentId ?? null,
  mediaUrl: shown?.mediaUrl ?? null,
})
