import type { Problem } from '@nightjar/shared/api/problem.ts'

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
