import type { AudioCodec } from './media/audio-stream.ts'
import type { VideoCodec } from './media/codec.ts'
import type { Credentials } from './rtsp/authentication.ts'

export interface StreamOptions {
  readonly width: number
  readonly height: number
  readonly framesPerSecond: number
  readonly bitsPerSecond: number
}

export interface VirtualCameraOptions {
  /** 0 for any free port. */
  readonly port: number
  readonly host: string
  /** Names as they stand in URLs: lower case letters, digits, hyphens. */
  readonly cameras: readonly string[]
  readonly main: StreamOptions
  readonly sub: StreamOptions
  readonly codec: VideoCodec
  readonly gopSeconds: number
  readonly audio: AudioCodec | 'none'
  readonly credentials: Credentials | null
}

export const defaultOptions: VirtualCameraOptions = {
  port: 0,
  host: '127.0.0.1',
  cameras: ['front-door', 'yard'],
  main: { width: 1280, height: 720, framesPerSecond: 15, bitsPerSecond: 1_500_000 },
  sub: { width: 640, height: 360, framesPerSecond: 10, bitsPerSecond: 300_000 },
  codec: 'h264',
  gopSeconds: 2,
  audio: 'none',
  credentials: null,
}
