import type { AudioTrack, StreamDescription, VideoTrack } from '../../media/track.ts'
import { audioEntry } from './audio-entry.ts'
import { ascii, box, fullBox, u16, u32, zeros } from './box.ts'
import { videoEntry } from './video-entry.ts'

export const videoTrackId = 1
export const audioTrackId = 2

const unityMatrix = u32(0x00010000, 0, 0, 0, 0x00010000, 0, 0, 0, 0x40000000)
/** ISO 639-2 `und` in three 5-bit letters. */
const undetermined = 0x55c4

/** iso6: fragment addresses count from their own moof, decode times are 64 bits, composition offsets may be negative. */
export const fileType = () => box('ftyp', ascii('iso6'), u32(0), ascii('iso6isommp41'))

/** A movie without samples, followed by fragments (ISO 14496-12 8.8). Track 1 is video, track 2 audio. */
export function movie({ video, audio }: StreamDescription): Uint8Array {
  return box(
    'moov',
    movieHeader(),
    track(videoTrackId, video),
    ...(audio ? [track(audioTrackId, audio)] : []),
    box('mvex', trackDefaults(videoTrackId), ...(audio ? [trackDefaults(audioTrackId)] : [])),
  )
}

/** Duration 0: unknown while fragments follow. */
const movieHeader = () =>
  fullBox('mvhd', 0, 0, u32(0, 0, 1000, 0, 0x00010000), u16(0x0100), zeros(10), unityMatrix, zeros(24), u32(3))

const trackDefaults = (trackId: number) => fullBox('trex', 0, 0, u32(trackId, 1, 0, 0, syncSample))

/** sample_depends_on = 2: needs no other sample (ISO 14496-12 8.8.3.1). */
export const syncSample = 0x02000000
/** sample_depends_on = 1, sample_is_non_sync_sample. */
export const dependentSample = 0x01010000

function track(trackId: number, media: VideoTrack | AudioTrack): Uint8Array {
  const isVideo = 'width' in media
  const enabledInMovie = 3
  const header = fullBox(
    'tkhd',
    0,
    enabledInMovie,
    u32(0, 0, trackId, 0, 0, 0, 0),
    u16(0, 0, isVideo ? 0 : 0x0100, 0),
    unityMatrix,
    isVideo ? u32(media.width * 0x10000, media.height * 0x10000) : u32(0, 0),
  )
  const name = ascii(`${isVideo ? 'video' : 'audio'}\0`)
  const handler = fullBox('hdlr', 0, 0, u32(0), ascii(isVideo ? 'vide' : 'soun'), zeros(12), name)
  const mediaHeader = fullBox('mdhd', 0, 0, u32(0, 0, media.clockRate, 0), u16(undetermined, 0))
  const kindHeader = isVideo ? fullBox('vmhd', 0, 1, zeros(8)) : fullBox('smhd', 0, 0, zeros(4))
  const inThisFile = 1
  const dataInformation = box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, inThisFile)))
  const samples = sampleTable(isVideo ? videoEntry(media) : audioEntry(media))
  return box('trak', header, box('mdia', mediaHeader, handler, box('minf', kindHeader, dataInformation, samples)))
}

const sampleTable = (entry: Uint8Array) =>
  box(
    'stbl',
    fullBox('stsd', 0, 0, u32(1), entry),
    fullBox('stts', 0, 0, u32(0)),
    fullBox('stsc', 0, 0, u32(0)),
    fullBox('stsz', 0, 0, u32(0, 0)),
    fullBox('stco', 0, 0, u32(0)),
  )
