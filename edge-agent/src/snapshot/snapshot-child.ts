import { systemClock } from '@nightjar/shared/platform/clock.ts'
import {
  AV_CODEC_FLAG_OUTPUT_CORRUPT,
  AV_CODEC_FLAG_QSCALE,
  AV_CODEC_ID_H264,
  AV_CODEC_ID_HEVC,
  AV_CODEC_ID_MJPEG,
  AV_LOG_QUIET,
  AV_PIX_FMT_YUVJ420P,
  SWS_BILINEAR,
} from 'node-av/constants'
import { Codec, CodecContext, FFmpegError, Frame, Log, Packet, Rational, SoftwareScaleContext } from 'node-av/lib'
import { parentProcess } from '../platform/parent-process.ts'
import { serveWorker } from '../worker/serve-worker.ts'
import { type SnapshotAnswer, type SnapshotJob, type SnapshotProtocol, snapshotMaxWidth } from './ipc.ts'

/** A process for one picture; what it keeps it does not free on purpose, since it ends right after. */

/** FF_QP2LAMBDA times the JPEG scale from 2 (best) to 31: 4 is hard to tell from the original. */
const quality = 118 * 4

function check(result: number, step: string): void {
  FFmpegError.throwIfError(result, step)
}

function decode(job: SnapshotJob): Frame {
  const codec = Codec.findDecoder(job.codec === 'h264' ? AV_CODEC_ID_H264 : AV_CODEC_ID_HEVC)
  if (!codec) throw new Error(`no decoder for ${job.codec}`)
  const context = new CodecContext()
  context.allocContext3(codec)
  context.extraData = Buffer.from(job.decoderConfig)
  context.threadCount = 1
  // Where a recovery was cut short, what there is of the picture is better than none.
  context.setFlags(AV_CODEC_FLAG_OUTPUT_CORRUPT)
  check(context.open2Sync(codec), 'open decoder')
  let shown: Frame | null = null
  let result = 0
  let at = 0
  for (const [i, length] of job.lengths.entries()) {
    const packet = new Packet()
    packet.alloc()
    packet.data = Buffer.from(job.picture.subarray(at, at + length))
    at += length
    packet.pts = BigInt(i)
    // One that it cannot make anything of may lack what came before the recovery point: others follow.
    result = Math.min(result, context.sendPacketSync(packet))
    shown = lastOf(context) ?? shown
  }
  // Draining makes the decoder give the rest without waiting for reordering.
  check(context.sendPacketSync(null), 'drain')
  shown = lastOf(context) ?? shown
  if (shown !== null) return shown
  check(result, 'decode')
  throw new Error('no picture came of it')
}

/** The last picture that the decoder has ready; null where there is none. */
function lastOf(context: CodecContext): Frame | null {
  let last: Frame | null = null
  for (;;) {
    const frame = new Frame()
    frame.alloc()
    if (context.receiveFrameSync(frame) < 0) {
      frame.free()
      return last
    }
    last?.free()
    last = frame
  }
}

function scaleForJpeg(source: Frame): Frame {
  const width = Math.min(source.width, snapshotMaxWidth) & ~1
  const height = Math.max(2, Math.round((source.height * width) / source.width) & ~1)
  const target = new Frame()
  target.alloc()
  target.width = width
  target.height = height
  target.format = AV_PIX_FMT_YUVJ420P
  check(target.getBuffer(), 'allocate')
  const scaler = new SoftwareScaleContext()
  scaler.getContext(
    source.width,
    source.height,
    source.format as typeof AV_PIX_FMT_YUVJ420P,
    width,
    height,
    AV_PIX_FMT_YUVJ420P,
    SWS_BILINEAR,
  )
  check(scaler.scaleFrameSync(target, source), 'scale')
  target.pts = 0n
  target.quality = quality
  return target
}

function encode(frame: Frame): Uint8Array {
  const codec = Codec.findEncoder(AV_CODEC_ID_MJPEG)
  if (!codec) throw new Error('no JPEG encoder')
  const context = new CodecContext()
  context.allocContext3(codec)
  context.width = frame.width
  context.height = frame.height
  context.pixelFormat = AV_PIX_FMT_YUVJ420P
  context.timeBase = new Rational(1, 25)
  context.setFlags(AV_CODEC_FLAG_QSCALE)
  context.globalQuality = quality
  check(context.open2Sync(codec), 'open encoder')
  check(context.sendFrameSync(frame), 'encode')
  check(context.sendFrameSync(null), 'drain encoder')
  const packet = new Packet()
  packet.alloc()
  check(context.receivePacketSync(packet), 'receive JPEG')
  if (!packet.data) throw new Error('an empty JPEG')
  return Uint8Array.from(packet.data)
}

function answer(job: SnapshotJob): SnapshotAnswer {
  try {
    return { jpeg: encode(scaleForJpeg(decode(job))) }
  } catch (error) {
    return { jpeg: null, detail: error instanceof Error ? error.message : String(error) }
  }
}

// libav writes what it thinks of a camera's bytes to standard error; the answer says enough.
Log.setLevel(AV_LOG_QUIET)
serveWorker<SnapshotProtocol>(parentProcess, systemClock, () => ({
  order: () => {},
  requests: { 'make-jpeg': answer },
  stop: async () => {},
}))
