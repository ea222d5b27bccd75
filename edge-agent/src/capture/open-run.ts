import type { RunStart } from '../media/track.ts'
import type { PictureTimes } from './picture-times.ts'
import type { VideoConfig } from './rtp/depacketizer.ts'
import type { Placement } from './stream-timeline.ts'

/** The sound's timestamp at `pts` 0 of a run, and what says so. */
export interface AudioBase {
  readonly ticks: number
  readonly source: 'sender-report' | 'arrival'
}

/** The run under way. */
export interface OpenRun {
  readonly config: VideoConfig
  readonly videoBase: number
  /** Of `pts` 0. */
  readonly wallStartMs: number
  /** By how much its pictures may have been taken earlier than is said, because more than live came; ms. */
  readonly storedMs: number
  /** By how much arrival puts it later than the camera's clock that is believed. */
  readonly biasMs: number
  /** Wall minus monotonic at the start: changes only when somebody sets the clock. */
  readonly wallMinusMonotonicMs: number
  audioBase: AudioBase | null
  lastVideoPts: number
  lastAudioPts: number
  readonly pictures: PictureTimes
}

/** The mapping of a run that may begin with a picture. */
export interface Mapping extends Placement, Pick<RunStart, 'clockUncertaintyMs' | 'clockSource'> {
  readonly wallMinusMonotonicMs: number
  readonly biasMs: number
  readonly storedMs: number
}
