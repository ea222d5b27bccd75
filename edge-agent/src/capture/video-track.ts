import type { VideoTrack } from '../media/track.ts'
import type { VideoConfig } from './rtp/depacketizer.ts'

/** RFC 6184 8.2.1, RFC 7798 7.1: the clock of both is 90 kHz. */
export const videoRate = 90_000

export function videoTrack({ reorders: _, ...fields }: VideoConfig): VideoTrack {
  return { ...fields, clockRate: videoRate }
}

export function isSameConfig(a: VideoConfig, b: VideoConfig): boolean {
  return (
    a.codecString === b.codecString &&
    a.width === b.width &&
    a.height === b.height &&
    Buffer.compare(a.decoderConfig, b.decoderConfig) === 0
  )
}
