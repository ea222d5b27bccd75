import type { Awaits } from '../media/connection-state.ts'
import type { CameraPacket } from '../media/packet.ts'
import type { RunStart } from '../media/track.ts'
import type { Agreement } from './agreement.ts'

/** Why a run began; the first one of a connection is `connected`. */
export type RunCause =
  | 'connected'
  /** Other parameter sets or audio configuration. */
  | 'codec-changed'
  /** The camera's clock runs away from ours by more than a quarter of a second. */
  | 'clock-drift'
  /** The agent's wall clock was set. */
  | 'clock-step'
  /** Sound and picture drift apart. */
  | 'av-skew'
  /** The camera's timestamps jumped. */
  | 'timestamp-jump'
  /** More than a second of pictures was lost on the way. */
  | 'loss'

export interface SourceEvents {
  /** The camera took the credentials, or asks for none: it answered a request that it would have refused without. */
  authorized?(): void
  /** There is no picture yet, and this is what is missing; told when it changes. */
  awaiting?(awaits: Awaits): void
  /** The camera agreed to send; pictures follow. */
  accepted?(agreement: Agreement): void
  /** Comes before the first packet of every run; ends the run before it. */
  run(run: RunStart, cause: RunCause): void
  /** Belongs to the run announced last; the first packet of a run is a keyframe. */
  packet(packet: CameraPacket): void
  /** Percent of the last minute's packets that never came, while that is heavy; null once it is not. Told on change. */
  loss?(percent: number | null): void
  /**
   * Asked for every picture that a reader could begin with: since when one waits for such a picture, monotonic ms; null
   * where none does. A picture that came before is not for that reader.
   */
  awaitedSinceMs?(): number | null
}

/** One way to get packets from a camera. */
export interface CameraSource {
  /**
   * One attempt: connects, streams until something ends it, and leaves nothing open.
   * @throws AppError with the reason for the end, never carrying credentials; the signal's reason when aborted.
   */
  run(events: SourceEvents, signal: AbortSignal): Promise<never>
}
