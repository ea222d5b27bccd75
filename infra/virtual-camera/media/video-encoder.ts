import {
  AV_CODEC_FLAG_LOW_DELAY,
  AV_LOG_ERROR,
  AV_PICTURE_TYPE_I,
  AV_PICTURE_TYPE_NONE,
  AV_PIX_FMT_YUV420P,
  AVCOL_PRI_BT709,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_TRC_BT709,
  FF_ENCODER_LIBX264,
  FF_ENCODER_LIBX265,
} from 'node-av/constants'
import { Codec, CodecContext, Frame, Log, Packet, Rational } from 'node-av/lib'
import type { Canvas } from '../scene/canvas.ts'
import { splitAnnexB } from './annex-b.ts'
import type { VideoCodec } from './codec.ts'

export interface VideoSettings {
  readonly codec: VideoCodec
  readonly width: number
  readonly height: number
  readonly framesPerSecond: number
  readonly bitsPerSecond: number
  /** Longest distance of key pictures. */
  readonly gopSeconds: number
}

export interface EncodedPicture {
  readonly nals: Buffer[]
  readonly keyframe: boolean
}

export interface VideoEncoder {
  /** What the next `encode` takes: drawn in place, no copy on the way to the encoder. */
  readonly canvas: Canvas
  encode(forceKeyframe: boolean): EncodedPicture
  close(): void
}

/** One picture in, one picture out: no B frames, no look-ahead, one thread. @throws Error when libav refuses. */
export function createVideoEncoder(settings: VideoSettings): VideoEncoder {
  Log.setLevel(AV_LOG_ERROR)
  const context = openContext(settings)
  const frame = new Frame()
  frame.alloc()
  frame.format = AV_PIX_FMT_YUV420P
  frame.width = settings.width
  frame.height = settings.height
  must(frame.getBuffer(), 'no picture buffer')
  const packet = new Packet()
  packet.alloc()
  const planes = frame.data
  if (!planes?.[0] || !planes[1] || !planes[2]) throw new Error('no picture planes')
  const [yStride = 0, cStride = 0] = frame.linesize
  let count = 0n

  return {
    canvas: {
      width: settings.width,
      height: settings.height,
      y: planes[0],
      u: planes[1],
      v: planes[2],
      yStride,
      cStride,
    },
    encode(forceKeyframe) {
      frame.pts = count++
      frame.pictType = forceKeyframe ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE
      must(context.sendFrameSync(frame), 'encoder refused a picture')
      must(context.receivePacketSync(packet), 'encoder held a picture back')
      const data = packet.data
      if (!data) throw new Error('encoder gave an empty packet')
      const picture = { nals: splitAnnexB(Buffer.from(data)), keyframe: packet.isKeyframe }
      packet.unref()
      return picture
    },
    close() {
      packet.free()
      frame.free()
      context.freeContext()
    },
  }
}

function openContext(settings: VideoSettings): CodecContext {
  const name = settings.codec === 'h264' ? FF_ENCODER_LIBX264 : FF_ENCODER_LIBX265
  const codec = Codec.findEncoderByName(name)
  if (!codec) throw new Error(`this libav has no ${name}`)
  const context = new CodecContext()
  context.allocContext3(codec)
  const rate = Math.round(settings.framesPerSecond)
  context.width = settings.width
  context.height = settings.height
  context.pixelFormat = AV_PIX_FMT_YUV420P
  context.timeBase = new Rational(1, rate)
  context.framerate = new Rational(rate, 1)
  context.gopSize = Math.max(1, Math.round(rate * settings.gopSeconds))
  context.maxBFrames = 0
  context.threadCount = 1
  context.bitRate = BigInt(settings.bitsPerSecond)
  context.rcMaxRate = BigInt(settings.bitsPerSecond)
  // A whole second: a key picture may be large, as a camera's is, and the quiet pictures after it make up for it.
  context.rcBufferSize = settings.bitsPerSecond
  context.colorRange = AVCOL_RANGE_MPEG
  context.colorSpace = AVCOL_SPC_BT709
  context.colorPrimaries = AVCOL_PRI_BT709
  context.colorTrc = AVCOL_TRC_BT709
  context.setFlags(AV_CODEC_FLAG_LOW_DELAY)
  // Not through open2's dictionary: that one is freed twice by node-av 6.1.1.
  for (const [option, value] of Object.entries(encoderOptions(settings, context.gopSize))) {
    must(context.setOption(option, value), `${name} refused ${option}`)
  }
  must(context.open2Sync(codec), `${name} did not open`)
  return context
}

function encoderOptions(settings: VideoSettings, gop: number): Record<string, string> {
  if (settings.codec === 'h264') {
    return {
      preset: 'superfast',
      tune: 'zerolatency',
      profile: 'high',
      'forced-idr': '1',
      'x264-params': 'scenecut=0:repeat-headers=1:sliced-threads=0:aq-mode=1:aq-strength=1.2',
    }
  }
  return {
    preset: 'ultrafast',
    tune: 'zerolatency',
    'forced-idr': '1',
    'x265-params': `log-level=none:repeat-headers=1:scenecut=0:keyint=${gop}:min-keyint=1:pools=none:frame-threads=1:wpp=0:info=0`,
  }
}

function must(code: number, what: string): void {
  if (code < 0) throw new Error(`${what} (libav ${code})`)
}
