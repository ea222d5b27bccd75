import { type BoxSpan, boxAt, boxesIn, findBox, readType } from './read-boxes.ts'
import { readBehindTimes, readUint } from './read-fields.ts'

export interface ReadTrack {
  readonly id: number
  /** `vide`, `soun`, ... */
  readonly handler: string
  /** Ticks per second. */
  readonly timescale: number
}

/** The tracks of a whole `moov` box that say who they are; the content is not trusted. */
export function readTracks(moov: Uint8Array): ReadTrack[] {
  return trackBoxes(moov).flatMap(({ trackId, box }) => {
    if (box.type !== 'trak') return []
    const handler = findBox(moov, box, 'mdia', 'hdlr')
    const media = findBox(moov, box, 'mdia', 'mdhd')
    const timescale = media && readBehindTimes(moov, media)
    if (trackId === null || timescale === null) return []
    if (handler === null || handler.contentAt + 12 > handler.end) return []
    return [{ id: trackId, handler: readType(moov, handler.contentAt + 8), timescale }]
  })
}

/** Decode time of a track's first sample in a whole `moof` box (`tfdt`, ISO 14496-12 8.8.12), in ticks; null where there is none. */
export function readDecodeTime(moof: Uint8Array, trackId: number): number | null {
  const track = trackBoxes(moof).find(each => each.box.type === 'traf' && each.trackId === trackId)
  const time = track ? findBox(moof, track.box, 'tfdt') : null
  return time && readUint(moof, time, 4, readUint(moof, time, 0, 1) === 1 ? 8 : 4)
}

export interface TrackBox {
  /** Null where the box does not say. */
  readonly trackId: number | null
  readonly box: BoxSpan
}

/** The boxes of a whole `moov` or `moof` that belong to one track: `trak` and `trex`, or `traf`. */
export function trackBoxes(bytes: Uint8Array): TrackBox[] {
  const container = boxAt(bytes, 0)
  if (container === null) return []
  const own = [...boxesIn(bytes, container.contentAt, container.end)]
  if (container.type === 'moof')
    return own.filter(isOf('traf')).map(box => ({ trackId: fragmentTrack(bytes, box), box }))
  if (container.type !== 'moov') return []
  const defaults = own.filter(isOf('mvex')).flatMap(box => [...boxesIn(bytes, box.contentAt, box.end)])
  return [
    ...own.filter(isOf('trak')).map(box => ({ trackId: movieTrack(bytes, box), box })),
    ...defaults.filter(isOf('trex')).map(box => ({ trackId: readUint(bytes, box, 4, 4), box })),
  ]
}

const isOf = (type: string) => (box: BoxSpan) => box.type === type

function movieTrack(bytes: Uint8Array, trak: BoxSpan): number | null {
  const header = findBox(bytes, trak, 'tkhd')
  return header && readBehindTimes(bytes, header)
}

function fragmentTrack(bytes: Uint8Array, traf: BoxSpan): number | null {
  const header = findBox(bytes, traf, 'tfhd')
  return header && readUint(bytes, header, 4, 4)
}
