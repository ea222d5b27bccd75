import type { StreamHead } from '@nightjar/shared/live/stream-head.ts'
import type { RunStart } from './track.ts'

const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')

/** What a viewer's decoder needs before the first picture of a run. Sound is left out unless `withAudio`. */
export function streamHead(run: RunStart, withAudio: boolean): StreamHead {
  const { video, audio } = run.description
  return {
    runId: run.runId,
    video: {
      codec: video.codec,
      codecString: video.codecString,
      decoderConfig: base64(video.decoderConfig),
      width: video.width,
      height: video.height,
      frameRate: video.frameRate,
    },
    audio:
      audio && withAudio
        ? {
            codec: audio.codec,
            codecString: audio.codecString,
            decoderConfig: base64(audio.decoderConfig),
            sampleRate: audio.sampleRate,
            channels: audio.channels,
          }
        : null,
  }
}
