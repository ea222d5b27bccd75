import type { AudioTrack } from '../media/track.ts'
import type { AudioUnit, Depacketizer, VideoUnit } from './rtp/depacketizer.ts'
import { H264Codec, H264Depacketizer } from './rtp/h264.ts'
import type { ChosenMedia } from './rtsp/media-choice.ts'

function base64Sets(text: string | undefined): Uint8Array[] {
  return (text ?? '')
    .split(',')
    .map(part => new Uint8Array(Buffer.from(part.trim(), 'base64')))
    .filter(set => set.length > 0)
}

/** The depacketiser for a video track, primed with the parameter sets of the session description. */
export function videoDepacketizer(chosen: ChosenMedia, emit: (unit: VideoUnit) => void): Depacketizer {
  const { parameters, media } = chosen
  const codec = new H264Codec(base64Sets(parameters.get('sprop-parameter-sets')), media.frameRate)
  return new H264Depacketizer(codec, emit)
}

export interface AudioReception {
  readonly track: AudioTrack
  readonly depacketizer: (emit: (unit: AudioUnit) => void) => Depacketizer
}

/** How to receive an audio track; null when its description lacks what a player would need. */
export function audioReception(_chosen: ChosenMedia): AudioReception | null {
  return null
}
