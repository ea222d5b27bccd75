import { fileType } from '@nightjar/shared/mp4/file-type.ts'
import { movie } from '@nightjar/shared/mp4/movie.ts'
import type { MovieTrack } from '@nightjar/shared/mp4/movie-track.ts'
import { syncSample } from '@nightjar/shared/mp4/sample-flags.ts'
import type { AudioTrack, StreamDescription, VideoTrack } from '../../media/track.ts'

export const videoTrackId = 1
export const audioTrackId = 2

/** iso6: fragment addresses count from their own moof, decode times are 64 bits, composition offsets may be negative. */
export const recordedFileType = (): Uint8Array => fileType('iso6', ['iso6', 'isom', 'mp41'])

/** Track 1 is video, track 2 audio. */
export const recordedMovie = ({ video, audio }: StreamDescription): Uint8Array =>
  movie({
    timescale: 1000,
    nextTrackId: audioTrackId + 1,
    tracks: audio ? [videoTrack(video), audioTrack(audio)] : [videoTrack(video)],
  })

const videoTrack = (entry: VideoTrack): MovieTrack => ({
  id: videoTrackId,
  timescale: entry.clockRate,
  name: 'video',
  defaultSampleFlags: syncSample,
  handler: 'vide',
  entry,
})

const audioTrack = (entry: AudioTrack): MovieTrack => ({
  id: audioTrackId,
  timescale: entry.clockRate,
  name: 'audio',
  defaultSampleFlags: syncSample,
  handler: 'soun',
  entry,
})
