import type { StreamHead } from '@nightjar/shared/live/stream-head.ts'
import { base64Bytes } from './base64.ts'

/** Ways to show a live stream, best first; the one in use is shown on the tile. */
export type Rung = 'webcodecs' | 'mse'

/** What the browser can do; tests bring their own. */
export interface PlayerAbilities {
  /** WebCodecs exists in secure contexts only. */
  readonly decodes: ((config: VideoDecoderConfig) => Promise<boolean>) | null
  readonly plays: ((mimeType: string) => boolean) | null
  readonly secureContext: boolean
}

export const videoConfig = (video: StreamHead['video']): VideoDecoderConfig => ({
  codec: video.codecString,
  description: base64Bytes(video.decoderConfig),
  codedWidth: video.width,
  codedHeight: video.height,
  optimizeForLatency: true,
})

/** The best rung for this stream that is not among those that already failed, or a sentence why there is none. */
export async function chooseRung(
  video: StreamHead['video'],
  abilities: PlayerAbilities,
  failed: ReadonlySet<Rung>,
): Promise<{ readonly rung: Rung } | { readonly sentence: string }> {
  if (!failed.has('webcodecs') && abilities.decodes !== null && (await abilities.decodes(videoConfig(video))))
    return { rung: 'webcodecs' }
  if (!failed.has('mse') && abilities.plays?.(`video/mp4; codecs="${video.codecString}"`) === true)
    return { rung: 'mse' }
  return { sentence: whyNot(video.codec, abilities) }
}

function whyNot(codec: 'h264' | 'h265', abilities: PlayerAbilities): string {
  const name = codec === 'h265' ? 'H.265' : 'H.264'
  if (abilities.decodes === null && abilities.plays === null)
    return 'This browser cannot play live video. Use a current Chrome, Edge, Firefox or Safari.'
  if (codec === 'h265')
    return 'This browser does not play H.265. Use Safari, or Chrome or Edge with a graphics card that decodes it, or set the live stream of the camera to H.264.'
  return abilities.secureContext
    ? `This browser cannot decode this ${name} stream.`
    : `This browser cannot decode ${name} on an unencrypted page. Open Nightjar by https or at localhost.`
}

export function browserAbilities(): PlayerAbilities {
  const source = mediaSourceClass()
  return {
    secureContext: isSecureContext,
    decodes:
      'VideoDecoder' in globalThis
        ? config =>
            VideoDecoder.isConfigSupported(config).then(
              support => support.supported === true,
              () => false,
            )
        : null,
    plays: source === null ? null : mimeType => source.isTypeSupported(mimeType),
  }
}

/** Safari on phones has ManagedMediaSource only (iOS 17.1). */
export function mediaSourceClass(): typeof MediaSource | null {
  const managed = (globalThis as { ManagedMediaSource?: typeof MediaSource }).ManagedMediaSource
  return managed ?? globalThis.MediaSource ?? null
}
