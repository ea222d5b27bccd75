import { senderReport } from '../rtp/rtcp.ts'
import type { AudioStream } from './audio-stream.ts'
import type { MediaUnit, Subscriber } from './media-unit.ts'
import { mediaNow, pace, utcOf } from './pacer.ts'
import type { Track } from './track.ts'
import type { VideoStream } from './video-stream.ts'

/** A running stream with its tracks: encoded all the time and once, however many receive it. */
export interface LiveStream {
  /** `camera/role`: the path in its URL. */
  readonly path: string
  readonly video: VideoStream
  readonly tracks: readonly Track[]
  /** No packets leave while set; the camera goes on looking, so the counter shows what was missed. */
  stalled: boolean
  /** Units from now on, and a key picture soon. Returns what ends it. */
  subscribe(subscriber: Subscriber): () => void
  /** RTCP that maps this track's RTP time to UTC, for now. */
  report(track: number): Buffer
  close(): void
}

/** Key pictures that new receivers ask for come no closer than this (milliseconds). */
const minKeyframeDistanceMs = 500

export function createLiveStream(path: string, video: VideoStream, audio: AudioStream | null): LiveStream {
  const subscribers = new Set<Subscriber>()
  const tracks = audio ? [video.track, audio.track] : [video.track]
  let lastKeyframe = 0
  let stalled = false

  function publish(unit: MediaUnit): void {
    if (stalled) return
    for (const subscriber of subscribers) subscriber(unit)
  }

  function picture(mediaMs: number): void {
    const unit = video.picture(mediaMs)
    if (unit.keyframe) lastKeyframe = mediaMs
    publish(unit)
  }

  // The first picture before anyone asks: its parameter sets belong into the description.
  picture(mediaNow())
  const stopVideo = pace(video.settings.framesPerSecond, picture)
  const stopAudio = audio?.start(publish) ?? (() => {})

  return {
    path,
    video,
    tracks,
    get stalled() {
      return stalled
    },
    set stalled(value) {
      // What was missed is missing to the decoder too.
      if (stalled && !value) video.requestKeyframe()
      stalled = value
    },
    subscribe(subscriber) {
      subscribers.add(subscriber)
      if (mediaNow() - lastKeyframe > minKeyframeDistanceMs) video.requestKeyframe()
      return () => subscribers.delete(subscriber)
    },
    report(index) {
      const track = tracks[index] ?? video.track
      const now = mediaNow()
      return senderReport(track.rtp, track.timestamp(now), utcOf(now))
    },
    close() {
      stopVideo()
      stopAudio()
      subscribers.clear()
      video.close()
      audio?.close()
    },
  }
}
