import { u16, u32, unityMatrix, zeros } from './fields.ts'
import { type MovieTrack, trackBox } from './movie-track.ts'
import { box, fullBox } from './write-box.ts'

export interface Movie {
  /** Ticks per second of times that belong to no track. */
  readonly timescale: number
  /** Above every track's id. */
  readonly nextTrackId: number
  readonly tracks: readonly MovieTrack[]
}

/** `moov` of a movie without samples, to be followed by fragments (ISO 14496-12 8.2.1, 8.8). */
export const movie = ({ timescale, nextTrackId, tracks }: Movie): Uint8Array<ArrayBuffer> =>
  box('moov', movieHeader(timescale, nextTrackId), ...tracks.map(trackBox), box('mvex', ...tracks.map(trackDefaults)))

/** Duration 0: unknown while fragments follow. Rate and volume 1. */
const movieHeader = (timescale: number, nextTrackId: number) =>
  fullBox(
    'mvhd',
    0,
    0,
    u32(0, 0, timescale, 0, 0x00010000),
    u16(0x0100),
    zeros(10),
    unityMatrix,
    zeros(24),
    u32(nextTrackId),
  )

const trackDefaults = ({ id, defaultSampleFlags }: MovieTrack) =>
  fullBox('trex', 0, 0, u32(id, 1, 0, 0, defaultSampleFlags))
