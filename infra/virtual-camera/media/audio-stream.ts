import { createAacEncoder } from './aac-encoder.ts'
import { aLaw, muLaw } from './g711.ts'
import type { MediaUnit, Subscriber } from './media-unit.ts'
import { pace, utcOf } from './pacer.ts'
import { tickSound } from './tick-sound.ts'
import { createTrack, type Track } from './track.ts'

export type AudioCodec = 'pcmu' | 'pcma' | 'aac'

export interface AudioStream {
  readonly track: Track
  /** Publishes as time passes. Returns what ends it. */
  start(publish: Subscriber): () => void
  close(): void
}

/** The second of a stream's tracks. */
const trackIndex = 1

export function createAudioStream(codec: AudioCodec): AudioStream {
  return codec === 'aac' ? createAacStream() : createG711Stream(codec)
}

const g711Rate = 8_000
/** 20 ms, as cameras send it. */
const g711Samples = 160

function createG711Stream(codec: 'pcmu' | 'pcma'): AudioStream {
  const [payloadType, law, name] = codec === 'pcmu' ? ([0, muLaw, 'PCMU'] as const) : ([8, aLaw, 'PCMA'] as const)
  const lines = [`a=rtpmap:${payloadType} ${name}/${g711Rate}`]
  const track = createTrack(payloadType, g711Rate, () => ({ media: 'audio', lines }))
  const samples = new Float32Array(g711Samples)

  const unit = (mediaMs: number): MediaUnit => {
    tickSound(samples, g711Rate, utcOf(mediaMs))
    const payload = Buffer.from(Uint8Array.from(samples, sample => law(Math.round(sample * 32_767))))
    return {
      track: trackIndex,
      keyframe: true,
      packets: [track.rtp.packet([payload], track.timestamp(mediaMs), false)],
    }
  }
  return {
    track,
    start: publish => pace(g711Rate / g711Samples, mediaMs => publish(unit(mediaMs))),
    close() {},
  }
}

const aacRate = 16_000
const aacBitsPerSecond = 32_000

/** RFC 3640, AAC-hbr: one access unit per packet behind a 13 + 3 bit AU header. */
function createAacStream(): AudioStream {
  const encoder = createAacEncoder(aacRate, aacBitsPerSecond)
  const config = encoder.config.toString('hex').toUpperCase()
  const lines = [
    `a=rtpmap:97 MPEG4-GENERIC/${aacRate}/1`,
    `a=fmtp:97 streamtype=5; profile-level-id=15; mode=AAC-hbr; config=${config}; sizeLength=13; indexLength=3; indexDeltaLength=3`,
  ]
  const track = createTrack(97, aacRate, () => ({ media: 'audio', lines }))
  const samples = new Float32Array(encoder.samplesPerFrame)
  let start: number | null = null

  function units(mediaMs: number): MediaUnit[] {
    start ??= mediaMs
    const begin = start
    tickSound(samples, aacRate, utcOf(mediaMs))
    return encoder.encode(samples, Math.round(((mediaMs - begin) * aacRate) / 1000)).map(({ data, time }) => {
      const header = Buffer.from([0, 16, (data.length >> 5) & 0xff, (data.length << 3) & 0xff])
      const timestamp = track.timestamp(begin + (time * 1000) / aacRate)
      return { track: trackIndex, keyframe: true, packets: [track.rtp.packet([header, data], timestamp, true)] }
    })
  }
  return {
    track,
    start: publish =>
      pace(aacRate / encoder.samplesPerFrame, mediaMs => {
        for (const unit of units(mediaMs)) publish(unit)
      }),
    close: () => encoder.close(),
  }
}
