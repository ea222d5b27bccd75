import type { AudioTrack } from '../media/track.ts'
import { parseAudioSpecificConfig } from './codec/audio-specific-config.ts'
import { buildDOps } from './codec/dops.ts'
import { AacDepacketizer } from './rtp/aac.ts'
import { splitAnnexB } from './rtp/annex-b.ts'
import type { AudioUnit, Depacketizer, VideoDepacketizer, VideoUnit } from './rtp/depacketizer.ts'
import { H264Codec, H264Depacketizer } from './rtp/h264.ts'
import { H265Codec, H265Depacketizer } from './rtp/h265.ts'
import type { LossPolicy } from './rtp/picture-chain.ts'
import { WholePacketAudio } from './rtp/whole-packet-audio.ts'
import type { ChosenMedia } from './rtsp/media-choice.ts'

function base64Sets(...texts: (string | undefined)[]): Uint8Array[] {
  return texts
    .flatMap(text => (text ?? '').split(','))
    .map(part => new Uint8Array(Buffer.from(part.trim(), 'base64')))
    .filter(set => set.length > 0)
}

/**
 * A depacketiser for the video track, primed with whatever parameter sets the session description has.
 * @param isNew its first picture has to show what the camera's markers mean: it waits for a packet of the second.
 */
export function videoDepacketizer(
  chosen: ChosenMedia,
  emit: (unit: VideoUnit) => void,
  policy: LossPolicy = 'withhold',
  isNew = false,
): VideoDepacketizer {
  const { parameters, media, format } = chosen
  if (format.encoding === 'h264') {
    const codec = new H264Codec(base64Sets(parameters.get('sprop-parameter-sets')), media.frameRate)
    return new H264Depacketizer(codec, emit, policy, isNew)
  }
  const sets = [parameters.get('sprop-vps'), parameters.get('sprop-sps'), parameters.get('sprop-pps')]
  // Some firmware repeats the sets as Annex B in hexadecimal, and some has nothing else.
  const annexB = splitAnnexB(Buffer.from(parameters.get('config') ?? '', 'hex'))
  const codec = new H265Codec([...annexB, ...base64Sets(...sets)], media.frameRate)
  return new H265Depacketizer(codec, Number(parameters.get('sprop-max-don-diff') ?? 0) > 0, emit, policy, isNew)
}

export interface AudioReception {
  readonly track: AudioTrack
  readonly depacketizer: (emit: (unit: AudioUnit) => void) => Depacketizer
}

/** Only to estimate when a packet was begun: 20 ms is what encoders use unless told otherwise. */
const usualOpusTicks = 960

/** How to receive an audio track; null when its description lacks what a player would need. */
export function audioReception(chosen: ChosenMedia): AudioReception | null {
  const { encoding, clockRate, channels } = chosen.format
  if (clockRate < 1000 || clockRate > 192_000 || channels > 8) return null
  if (encoding === 'mpeg4-generic') return aacReception(chosen)
  if (encoding === 'opus') {
    // RFC 7587 7: the rtpmap says 48000/2 whatever is inside, and every decoder gives two channels.
    const track = { codec: 'opus', codecString: 'opus', sampleRate: 48_000, channels: 2, clockRate: 48_000 } as const
    return {
      track: { ...track, decoderConfig: buildDOps(2) },
      depacketizer: emit => new WholePacketAudio(() => usualOpusTicks, emit),
    }
  }
  const codec = encoding === 'pcmu' ? 'pcmu' : 'pcma'
  const codecString = codec === 'pcmu' ? 'ulaw' : 'alaw'
  const track = {
    codec,
    codecString,
    sampleRate: clockRate,
    channels,
    clockRate,
    decoderConfig: new Uint8Array(0),
  } as const
  return { track, depacketizer: emit => new WholePacketAudio(payload => payload.length / channels, emit) }
}

function aacReception(chosen: ChosenMedia): AudioReception | null {
  const { parameters, format } = chosen
  const decoderConfig = new Uint8Array(Buffer.from(parameters.get('config') ?? '', 'hex'))
  const config = parseAudioSpecificConfig(decoderConfig)
  if (config === null) return null
  const isLowRate = parameters.get('mode')?.toLowerCase() === 'aac-lbr'
  const bits = (key: string, otherwise: number) => {
    const value = Number(parameters.get(key) ?? otherwise)
    return Number.isInteger(value) && value >= 0 && value <= 24 ? value : otherwise
  }
  const aac = {
    sizeBits: bits('sizelength', isLowRate ? 6 : 13) || (isLowRate ? 6 : 13),
    indexBits: bits('indexlength', isLowRate ? 2 : 3),
    indexDeltaBits: bits('indexdeltalength', isLowRate ? 2 : 3),
    frameTicks: Math.round((config.frameSamples * format.clockRate) / config.sampleRate),
  }
  return {
    track: {
      codec: 'aac',
      codecString: `mp4a.40.${config.objectType}`,
      decoderConfig,
      sampleRate: config.sampleRate,
      channels: config.channels,
      clockRate: format.clockRate,
    },
    depacketizer: emit => new AacDepacketizer(aac, emit),
  }
}
