import { sampleDataLength, type TrackFragment, trackFragmentLength, writeTrackFragment } from './track-fragment.ts'
import { writeBoxHead } from './write-box.ts'

const mfhdLength = 16
const mdatHeadLength = 8

/**
 * `moof` (ISO 14496-12 8.8.4) and the head of its `mdat`, in one piece: the samples' bytes follow, track by track, and
 * are never copied here. `sequence` counts from 1 within the file. The length of all must fit 32 bits.
 */
export function movieFragment(sequence: number, tracks: readonly TrackFragment[]): Uint8Array<ArrayBuffer> {
  const isFirst = sequence === 1
  let moofLength = 8 + mfhdLength
  for (const track of tracks) moofLength += trackFragmentLength(track, isFirst)
  const bytes = new Uint8Array(moofLength + mdatHeadLength)
  const view = new DataView(bytes.buffer)
  writeBoxHead(view, 0, moofLength, 'moof')
  writeBoxHead(view, 8, mfhdLength, 'mfhd')
  view.setUint32(20, sequence)
  let at = 8 + mfhdLength
  let dataOffset = bytes.length
  for (const track of tracks) {
    writeTrackFragment(view, at, track, { dataOffset, isFirst })
    at += trackFragmentLength(track, isFirst)
    dataOffset += sampleDataLength(track)
  }
  writeBoxHead(view, moofLength, dataOffset - moofLength, 'mdat')
  return bytes
}
