import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { payloadFormat, type RtpMap, type SdpMedia, type SessionDescription } from './sdp.ts'

/** One media of the description with the payload type that will be received. */
export interface ChosenMedia {
  readonly media: SdpMedia
  readonly payloadType: number
  readonly format: RtpMap
  /** Format parameters of that payload type, keys in lower case. */
  readonly parameters: ReadonlyMap<string, string>
}

const videoCodecs = new Set(['h264', 'h265', 'hevc'])
const audioCodecs = new Set(['mpeg4-generic', 'pcmu', 'pcma', 'opus'])

function choose(sdp: SessionDescription, kind: string, codecs: ReadonlySet<string>): ChosenMedia | null {
  for (const media of sdp.media) {
    if (media.kind !== kind) continue
    for (const payloadType of media.payloadTypes) {
      const format = payloadFormat(media, payloadType)
      if (format === null || !codecs.has(format.encoding)) continue
      return { media, payloadType, format, parameters: media.fmtp.get(payloadType) ?? new Map() }
    }
  }
  return null
}

/**
 * The first video and the first audio that we can record; audio that we cannot is left out.
 * @throws AppError `camera.no-video` without any video, `camera.unsupported` with none that we know.
 */
export function chooseMedia(sdp: SessionDescription): { video: ChosenMedia; audio: ChosenMedia | null } {
  const video = choose(sdp, 'video', videoCodecs)
  if (video !== null) return { video, audio: choose(sdp, 'audio', audioCodecs) }
  const offered = sdp.media
    .filter(media => media.kind === 'video')
    .flatMap(media => media.payloadTypes.map(type => payloadFormat(media, type)?.encoding ?? `payload type ${type}`))
  if (offered.length === 0) throw new AppError('camera.no-video', { detail: 'no video in the session description' })
  const names = offered.map(name => name.replace(/[^a-z0-9.+-]/g, '')).join(', ')
  throw new AppError('camera.unsupported', {
    message: `The camera sends ${names.toUpperCase().slice(0, 60)}; set it to H.264 or H.265.`,
  })
}
