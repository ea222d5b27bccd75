import { readFileSync } from 'node:fs'
import { requireBinary } from '../../services/binaries.ts'
import { runFile } from '../../services/unprivileged.ts'
import { splitAnnexB } from '../../virtual-camera/media/annex-b.ts'
import type { VideoCodec } from '../../virtual-camera/media/codec.ts'
import { type FrameStamp, readStamp } from '../../virtual-camera/media/counter-sei.ts'

export type Transport = 'tcp' | 'udp'

/** Records `seconds` of a stream as it comes, by Debian's ffmpeg. @throws Error with ffmpeg's words. */
export async function record(url: string, transport: Transport, seconds: number, file: string): Promise<void> {
  const input = ['-rtsp_transport', transport, '-i', url]
  await runFile(
    requireBinary('ffmpeg', 'ffmpeg'),
    ['-nostdin', '-v', 'error', '-xerror', ...input, '-t', String(seconds), '-map', '0', '-c', 'copy', '-y', file],
    { timeout: seconds * 1000 + 60_000 },
  )
}

export interface ProbedStream {
  readonly codec_name: string
  readonly width?: number
  readonly height?: number
  readonly avg_frame_rate: string
  readonly sample_rate?: string
  readonly channels?: number
}

export async function probe(source: string, transport: Transport | null): Promise<ProbedStream[]> {
  const options = transport ? ['-rtsp_transport', transport] : []
  const { stdout } = await runFile(
    requireBinary('ffprobe', 'ffmpeg'),
    ['-v', 'error', ...options, '-show_streams', '-of', 'json', source],
    { timeout: 60_000 },
  )
  return JSON.parse(stdout).streams
}

/** `rtsp://` with user and password in it. */
export const withUser = (url: string, user: string, password: string): string =>
  url.replace('rtsp://', `rtsp://${user}:${password}@`)

/** The stamps of a file's pictures, in the order of the stream; writes `<file>.raw` beside it. */
export async function stampsOf(file: string, codec: VideoCodec = 'h264'): Promise<FrameStamp[]> {
  const raw = `${file}.raw`
  const format = codec === 'h264' ? 'h264' : 'hevc'
  await runFile(requireBinary('ffmpeg', 'ffmpeg'), [
    ...['-nostdin', '-v', 'error', '-i', file, '-map', '0:v', '-c', 'copy', '-f', format, '-y', raw],
  ])
  return splitAnnexB(readFileSync(raw))
    .map(nal => readStamp(codec, nal))
    .filter(stamp => stamp !== null)
}
