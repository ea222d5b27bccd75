import { writeCounter } from '../../frame-counter/write.ts'
import { packetiseH264 } from '../rtp/h264.ts'
import { packetiseH265 } from '../rtp/h265.ts'
import type { Scene } from '../scene/scene.ts'
import { isSlice, parameterSets } from './codec.ts'
import { stampNal } from './counter-sei.ts'
import type { MediaUnit } from './media-unit.ts'
import { utcOf } from './pacer.ts'
import { createTrack, type Track } from './track.ts'
import { videoDescription } from './video-description.ts'
import { createVideoEncoder, type VideoEncoder, type VideoSettings } from './video-encoder.ts'

export interface VideoStream {
  readonly track: Track
  readonly settings: VideoSettings
  /** Counter of the picture made last. */
  readonly counter: number
  /** Draws, encodes and packetises the picture of this moment. */
  picture(mediaMs: number): MediaUnit
  /** The next picture becomes a key picture. */
  requestKeyframe(): void
  /** From the next picture on; a key picture with new parameter sets. Even numbers. */
  resize(width: number, height: number): void
  close(): void
}

export function createVideoStream(initial: VideoSettings, scene: Scene): VideoStream {
  let settings = initial
  let encoder: VideoEncoder = createVideoEncoder(settings)
  let painter = scene.prepare(encoder.canvas)
  let keyframeWanted = true
  let sets: readonly Buffer[] = []
  // From the wall clock, so that the numbers of a restarted camera never come twice.
  let counter = Math.floor((Date.now() / 1000) * settings.framesPerSecond) % 2 ** 32
  const track = createTrack(96, 90_000, () => videoDescription(settings, sets))

  return {
    track,
    get settings() {
      return settings
    },
    get counter() {
      return counter
    },
    picture(mediaMs) {
      const utcMs = utcOf(mediaMs)
      counter = (counter + 1) % 2 ** 32
      const { canvas } = encoder
      painter.paint(utcMs)
      writeCounter(canvas.y, canvas.width, canvas.height, canvas.yStride, counter)
      const { nals, keyframe } = encoder.encode(keyframeWanted)
      keyframeWanted = false
      if (keyframe) sets = parameterSets(settings.codec, nals) ?? sets
      const firstSlice = nals.findIndex(nal => isSlice(settings.codec, nal))
      nals.splice(Math.max(0, firstSlice), 0, stampNal(settings.codec, { counter, utcMs }))
      const packetise = settings.codec === 'h264' ? packetiseH264 : packetiseH265
      return { track: 0, keyframe, packets: packetise(track.rtp, nals, track.timestamp(mediaMs)) }
    },
    requestKeyframe() {
      keyframeWanted = true
    },
    resize(width, height) {
      const next = { ...settings, width, height }
      const replacement = createVideoEncoder(next)
      encoder.close()
      settings = next
      encoder = replacement
      painter = scene.prepare(encoder.canvas)
      keyframeWanted = true
    },
    close: () => encoder.close(),
  }
}
