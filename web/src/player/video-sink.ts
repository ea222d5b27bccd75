import type { StreamHead } from '@nightjar/shared/live/stream-head.ts'
import type { MediaPacket } from './wire-message.ts'

/** One rung of the ladder at work: takes packets, shows pictures in an element of its own. */
export interface VideoSink {
  /** A new description; the next packet that matters is a keyframe. */
  configure(video: StreamHead['video']): void
  decode(packet: MediaPacket): void
  close(): void
}

export interface SinkEvents {
  /** A picture is on the screen; its time on the wall clock of the run, seconds. */
  onPicture(timestamp: number): void
  /** The rung cannot go on with this stream. */
  onFailed(): void
}
