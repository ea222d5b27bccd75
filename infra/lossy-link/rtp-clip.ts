import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface RtpClip {
  readonly codec: 'h264' | 'h265'
  readonly frameRate: number
  readonly pictures: number
  /** What GStreamer's payloader made of it, in order. */
  readonly packets: readonly Uint8Array[]
}

export interface ClipOptions {
  readonly codec: 'h264' | 'h265'
  /** `1920x1080` */
  readonly size: string
  readonly kbps: number
  readonly slices: number
  readonly seconds: number
  readonly frameRate?: number
}

const quiet = ['-hide_banner', '-nostdin', '-loglevel', 'error', '-y']

/** On more than one thread an encoder that keeps to a rate gives other bytes each time. */
function encoder({ codec, slices, kbps }: ClipOptions, gop: number): string[] {
  const rate = ['-b:v', `${kbps}k`, '-maxrate', `${kbps}k`, '-bufsize', `${kbps}k`, '-g', String(gop)]
  const keys = `keyint=${gop}:min-keyint=${gop}:scenecut=0`
  const common = ['-preset', 'ultrafast', '-tune', 'zerolatency', ...rate]
  if (codec === 'h264') return ['-c:v', 'libx264', ...common, '-x264-params', `slices=${slices}:threads=1:${keys}`]
  return [
    '-c:v',
    'libx265',
    ...common,
    '-x265-params',
    `log-level=none:pools=1:frame-threads=1:slices=${slices}:${keys}`,
  ]
}

/**
 * A moving pattern with grain from a real encoder, cut to RTP packets by GStreamer's payloader as fast as it goes; a
 * keyframe every two seconds. Needs ffmpeg, gst-launch-1.0 and the plugins that infra/bench names.
 */
export function makeRtpClip(folder: string, options: ClipOptions): RtpClip {
  const { codec, size, seconds, frameRate = 15 } = options
  const name = join(folder, `${codec}-${size}-${options.slices}-${options.kbps}`)
  const picture = ['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=${frameRate},noise=alls=6:allf=t`, '-t', String(seconds)]
  const shape = ['-pix_fmt', 'yuv420p', ...encoder(options, frameRate * 2)]
  execFileSync('ffmpeg', [...quiet, '-filter_threads', '1', ...picture, ...shape, `${name}.mp4`])
  const pay = [`rtp${codec}pay`, 'mtu=1400', 'config-interval=-1', 'aggregate-mode=zero-latency', 'seqnum-offset=65000']
  const pipeline = `filesrc location=${name}.mp4 ! qtdemux ! ${codec}parse ! ${pay.join(' ')} ! rtpstreampay`
  execFileSync('gst-launch-1.0', ['-q', ...`${pipeline} ! filesink location=${name}.rtp`.split(' ')])
  return { codec, frameRate, pictures: seconds * frameRate, packets: framed(readFileSync(`${name}.rtp`)) }
}

/** Packets behind their 16-bit length (RFC 4571). */
function framed(bytes: Buffer): Uint8Array[] {
  const packets: Uint8Array[] = []
  for (let at = 0; at + 2 <= bytes.length; ) {
    const length = bytes.readUInt16BE(at)
    packets.push(new Uint8Array(bytes.subarray(at + 2, at + 2 + length)))
    at += 2 + length
  }
  return packets
}
