import { randomInt } from 'node:crypto'
import { createRtpTrack, type RtpTrack } from '../rtp/rtp-packet.ts'

/** What a stream's track looks like to the RTSP server. */
export interface Track {
  readonly rtp: RtpTrack
  readonly clockRate: number
  /** RTP time of a media time in milliseconds. */
  timestamp(mediaMs: number): number
  /** The lines of the media description after `m=`, and the `m=` line's own values. */
  describe(): { readonly media: 'video' | 'audio'; readonly lines: readonly string[] }
}

/** Random SSRC, sequence and timestamp offset, as RFC 3550 5.1 asks: no receiver may rely on zero. */
export function createTrack(payloadType: number, clockRate: number, describe: Track['describe']): Track {
  const offset = randomInt(2 ** 32)
  return {
    rtp: createRtpTrack(payloadType, randomInt(2 ** 32), randomInt(2 ** 16)),
    clockRate,
    timestamp: mediaMs => (offset + Math.round((mediaMs * clockRate) / 1000)) % 2 ** 32,
    describe,
  }
}
