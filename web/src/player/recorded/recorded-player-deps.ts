import type { PlayerClock } from '../player-clock.ts'
import type { RecordedSnapshot } from './recorded-state.ts'
import type { GetSegments } from './segment-window.ts'

/** What a recorded player needs of the page around it. */
export interface RecordedPlayerDeps {
  readonly video: HTMLVideoElement
  readonly clock: PlayerClock
  readonly mediaSource: typeof MediaSource | null
  readonly getSegments: GetSegments
  readonly onChange: (snapshot: RecordedSnapshot) => void
}
