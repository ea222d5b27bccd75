import {
  AV_CHANNEL_LAYOUT_MONO,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_CODEC_ID_AAC,
  AV_SAMPLE_FMT_FLTP,
} from 'node-av/constants'
import { Codec, CodecContext, Frame, Packet, Rational } from 'node-av/lib'

export interface AacEncoder {
  readonly samplesPerFrame: number
  /** AudioSpecificConfig. */
  readonly config: Buffer
  /** Takes one frame; gives none, one or more access units with their times in samples (the first is negative). */
  encode(samples: Float32Array, time: number): { data: Buffer; time: number }[]
  close(): void
}

/** AAC-LC, mono. @throws Error when libav refuses. */
export function createAacEncoder(sampleRate: number, bitsPerSecond: number): AacEncoder {
  const codec = Codec.findEncoder(AV_CODEC_ID_AAC)
  if (!codec) throw new Error('this libav has no AAC encoder')
  const context = new CodecContext()
  context.allocContext3(codec)
  context.sampleRate = sampleRate
  context.sampleFormat = AV_SAMPLE_FMT_FLTP
  context.channelLayout = AV_CHANNEL_LAYOUT_MONO
  context.timeBase = new Rational(1, sampleRate)
  context.bitRate = BigInt(bitsPerSecond)
  context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER)
  if (context.open2Sync(codec) < 0) throw new Error('the AAC encoder did not open')
  const packet = new Packet()
  packet.alloc()

  return {
    samplesPerFrame: context.frameSize,
    config: Buffer.from(context.extraData ?? []),
    encode(samples, time) {
      const frame = Frame.fromAudioBuffer(Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength), {
        nbSamples: samples.length,
        format: AV_SAMPLE_FMT_FLTP,
        sampleRate,
        channelLayout: AV_CHANNEL_LAYOUT_MONO,
        pts: BigInt(time),
      })
      const sent = context.sendFrameSync(frame)
      frame.free()
      if (sent < 0) throw new Error(`the AAC encoder refused a frame (libav ${sent})`)
      const units: { data: Buffer; time: number }[] = []
      while (context.receivePacketSync(packet) >= 0) {
        if (packet.data) units.push({ data: Buffer.from(packet.data), time: Number(packet.pts) })
        packet.unref()
      }
      return units
    },
    close() {
      packet.free()
      context.freeContext()
    },
  }
}
