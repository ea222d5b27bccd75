import { type AudioSampleEntry, audioSampleEntry } from './audio-sample-entry.ts'
import { ascii, u16, u32, unityMatrix, zeros } from './fields.ts'
import { type VideoSampleEntry, videoSampleEntry } from './video-sample-entry.ts'
import { box, fullBox } from './write-box.ts'

interface TrackFields {
  /** From 1 on. */
  readonly id: number
  /** Ticks per second. */
  readonly timescale: number
  /** For people who look at the file; ASCII. */
  readonly name: string
  /** Flags of samples that bring none of their own: {@link syncSample}, {@link dependentSample}, or 0 for unknown. */
  readonly defaultSampleFlags: number
}

export type MovieTrack = TrackFields &
  (
    | { readonly handler: 'vide'; readonly entry: VideoSampleEntry }
    | { readonly handler: 'soun'; readonly entry: AudioSampleEntry }
  )

/** ISO 639-2 `und` in three 5-bit letters. */
const undetermined = 0x55c4

/** `trak` (ISO 14496-12 8.3.1) without samples: they are in fragments. */
export function trackBox(track: MovieTrack): Uint8Array<ArrayBuffer> {
  const isVideo = track.handler === 'vide'
  const enabledInMovie = 3
  const header = fullBox(
    'tkhd',
    0,
    enabledInMovie,
    u32(0, 0, track.id, 0, 0, 0, 0),
    u16(0, 0, isVideo ? 0 : 0x0100, 0),
    unityMatrix,
    isVideo ? u32(track.entry.width * 0x10000, track.entry.height * 0x10000) : u32(0, 0),
  )
  const mediaHeader = fullBox('mdhd', 0, 0, u32(0, 0, track.timescale, 0), u16(undetermined, 0))
  const handler = fullBox('hdlr', 0, 0, u32(0), ascii(track.handler), zeros(12), ascii(`${track.name}\0`))
  const kindHeader = isVideo ? fullBox('vmhd', 0, 1, zeros(8)) : fullBox('smhd', 0, 0, zeros(4))
  const inThisFile = 1
  const dataInformation = box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, inThisFile)))
  const samples = sampleTable(isVideo ? videoSampleEntry(track.entry) : audioSampleEntry(track.entry))
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
