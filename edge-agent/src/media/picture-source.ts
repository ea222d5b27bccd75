import type { PicturePacket } from './packet.ts'
import type { RunStart } from './track.ts'

/**
 * Where a sink that joins a run under way begins: `group` with the packets of the current group of pictures, so that a
 * viewer sees a picture at once; `next-keyframe` with the first keyframe that arrives, and was taken, after it joined.
 * For a sink that keeps what it gets: what was sent, or at the camera, while nobody wanted it kept must not be. That holds
 * for the first run after it joined as well.
 *
 * `takenFromMs`, wall ms: the same, but with the first keyframe that was taken from then on. For a sink whose keeping was
 * interrupted and never switched off: what a camera has at hand of that time is for it. A time to come means now.
 */
export type JoinFrom = 'group' | 'next-keyframe' | { readonly takenFromMs: number }

/**
 * What recorder, live view, snapshots and detectors read. They cannot tell a passthrough from a masked source; for a
 * camera with a mask only a masked source exists.
 */
export interface PictureSource {
  readonly streamId: string
  /**
   * Delivers every run that begins from now on; when one is under way `runStarted` is called at once, followed by its
   * packets from where `from` says, `group` if it says nothing. Returns the way to stop. A sink must not throw and must
   * not block.
   */
  subscribe(sink: PictureSink, from?: JoinFrom): () => void
}

export interface PictureSink {
  /**
   * It says `packet.lease?.done()` once for every packet, as soon as it reads its bytes no more. Absent of sinks that
   * copy what they need, or hold on to packets without saying how long: their memory is then not used again.
   */
  readonly givesBack?: boolean
  runStarted(run: RunStart): void
  packet(packet: PicturePacket): void
  /**
   * No packet of this run follows. `reason` is an error code, `stopped`, `reconnecting` where the way to the camera was
   * changed, or `overload` where the way to the sink was too slow: the run may then be announced again. A new
   * `runStarted` says the same.
   */
  runEnded(reason: string): void
  /**
   * There is no run, and this is why: a code of the `camera.` family, `reconnecting`, null while connecting. Called
   * on subscription and on every change.
   */
  waiting?(reason: string | null): void
  /** Nothing will ever come again: the stream was taken away. `reason` is an error code. */
  closed?(reason: string): void
}
