import { fourCharacters } from './box-stream.ts'

interface InnerBox {
  readonly type: string
  /** Of the box's own length field, in the bytes it was found in. */
  readonly at: number
  readonly end: number
}

function* innerBoxes(bytes: Uint8Array, from: number, to: number): Generator<InnerBox> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = from; at + 8 <= to; ) {
    const length = view.getUint32(at)
    if (length < 8 || at + length > to) return
    yield { type: fourCharacters(bytes, at + 4), at, end: at + length }
    at += length
  }
}

function find(bytes: Uint8Array, path: readonly string[], from = 8, to = bytes.length): InnerBox | null {
  for (const box of innerBoxes(bytes, from, to)) {
    if (box.type !== path[0]) continue
    return path.length === 1 ? box : find(bytes, path.slice(1), box.at + 8, box.end)
  }
  return null
}

export interface VideoTrack {
  readonly id: number
  /** Ticks per second. */
  readonly timescale: number
}

/** The picture track of a moov box; null where there is none. */
export function videoTrack(moov: Uint8Array): VideoTrack | null {
  const view = new DataView(moov.buffer, moov.byteOffset, moov.byteLength)
  for (const trak of innerBoxes(moov, 8, moov.length)) {
    if (trak.type !== 'trak') continue
    const handler = find(moov, ['mdia', 'hdlr'], trak.at + 8, trak.end)
    const media = find(moov, ['mdia', 'mdhd'], trak.at + 8, trak.end)
    const header = find(moov, ['tkhd'], trak.at + 8, trak.end)
    if (handler === null || media === null || header === null) continue
    if (fourCharacters(moov, handler.at + 16) !== 'vide') continue
    // Version 1 has two 64-bit times before these fields where version 0 has two 32-bit ones.
    const id = view.getUint32(header.at + (moov[header.at + 8] === 1 ? 28 : 20))
    const timescale = view.getUint32(media.at + (moov[media.at + 8] === 1 ? 28 : 20))
    return { id, timescale }
  }
  return null
}

/** Start of a moof's pictures in ticks of their track (tfdt, 8.8.12); null where the fragment has no pictures. */
export function decodeTime(moof: Uint8Array, trackId: number): number | null {
  const view = new DataView(moof.buffer, moof.byteOffset, moof.byteLength)
  for (const traf of innerBoxes(moof, 8, moof.length)) {
    if (traf.type !== 'traf' || trackOf(moof, traf) !== trackId) continue
    const time = find(moof, ['tfdt'], traf.at + 8, traf.end)
    if (time === null) return null
    return moof[time.at + 8] === 1 ? Number(view.getBigUint64(time.at + 12)) : view.getUint32(time.at + 12)
  }
  return null
}

function trackOf(moof: Uint8Array, traf: InnerBox): number | null {
  const header = find(moof, ['tfhd'], traf.at + 8, traf.end)
  return header === null ? null : new DataView(moof.buffer, moof.byteOffset).getUint32(header.at + 12)
}

/**
 * Makes a player overlook every track but the pictures, in place: the boxes of the others become `free` boxes of the
 * same length, so that no offset moves. For sound that the browser cannot play (G.711 in MP4).
 */
export function keepOnlyVideo(bytes: Uint8Array, trackId: number): void {
  const container = fourCharacters(bytes, 4)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const hide = (box: InnerBox) => bytes.set([0x66, 0x72, 0x65, 0x65], box.at + 4)
  for (const box of innerBoxes(bytes, 8, bytes.length)) {
    if (container === 'moof' && box.type === 'traf' && trackOf(bytes, box) !== trackId) hide(box)
    if (container !== 'moov') continue
    if (box.type === 'trak') {
      const header = find(bytes, ['tkhd'], box.at + 8, box.end)
      if (header === null || view.getUint32(header.at + (bytes[header.at + 8] === 1 ? 28 : 20)) !== trackId) hide(box)
    }
    if (box.type === 'mvex')
      for (const defaults of innerBoxes(bytes, box.at + 8, box.end))
        if (defaults.type === 'trex' && view.getUint32(defaults.at + 12) !== trackId) hide(defaults)
  }
}
