import type { RunStart, StreamDescription } from '../media/track.ts'
import { aboutBox } from './boxes/about-box.ts'
import type { SegmentAbout } from './boxes/about-schema.ts'
import { recordedFileType, recordedMovie } from './boxes/recorded-movie.ts'
import type { Fragment } from './fragment.ts'
import type { StreamRecorderOptions } from './stream-recorder-contract.ts'

/** The tracks that go into a file: sound only where the settings say so. */
export const recordedTracks = (run: RunStart, fragment: Fragment): StreamDescription =>
  fragment.setup.audio ? run.description : { video: run.description.video, audio: null }

export function describeSegment(
  options: StreamRecorderOptions,
  run: RunStart,
  fragment: Fragment,
  segmentId: string,
): SegmentAbout {
  const { video, audio } = recordedTracks(run, fragment)
  return {
    version: 1,
    segmentId,
    cameraId: options.cameraId,
    streamId: options.streamId,
    role: options.role,
    runId: run.runId,
    runWallStartMs: Math.round(run.wallStartMs),
    clockUncertaintyMs: Math.ceil(run.clockUncertaintyMs),
    clockRate: video.clockRate,
    startTicks: fragment.startTicks,
    configVersion: fragment.setup.configVersion,
    mask: options.mask,
    codecString: audio ? `${video.codecString},${audio.codecString}` : video.codecString,
    videoCodec: video.codec,
    width: video.width,
    height: video.height,
    frameRate: video.frameRate,
    audioCodec: audio?.codec ?? null,
  }
}

/** All bytes before the first fragment. */
export const initSegment = (run: RunStart, fragment: Fragment, about: SegmentAbout): Uint8Array =>
  Buffer.concat([recordedFileType(), recordedMovie(recordedTracks(run, fragment)), aboutBox(about)])
