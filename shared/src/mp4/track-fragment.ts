import { dependentSample, syncSample } from './sample-flags.ts'
import { writeBoxHead } from './write-box.ts'

/** One sample as a fragment lists it; times in ticks of its track. */
export interface FragmentSample {
  readonly duration: number
  /** Presentation minus decode time; may be negative in a run of version 1. */
  readonly compositionOffset: number
  readonly byteLength: number
  readonly keyframe: boolean
}

export interface TrackFragment {
  readonly trackId: number
  /** Of the first sample, ticks since the file's zero; an integer from 0 to 2^53 - 1. */
  readonly decodeTime: number
  readonly samples: readonly FragmentSample[]
  /** Whether each sample says if it is a keyframe; otherwise the defaults of the movie's track hold. */
  readonly hasSampleFlags: boolean
  /** 1: composition offsets are signed. */
  readonly runVersion: 0 | 1
}

/** A track fragment with what its bytes will measure. */
export interface TrackFragmentLayout {
  readonly track: TrackFragment
  /** Of `trun`. */
  readonly flags: number
  /** Of `traf`, in bytes. */
  readonly length: number
  /** Of the samples. */
  readonly dataLength: number
}

const defaultBaseIsMoof = 0x020000
const hasDataOffset = 0x000001
const hasDuration = 0x000100
const hasSize = 0x000200
const hasFlags = 0x000400
const hasCompositionOffset = 0x000800

const tfhdLength = 16
const tfdtLength = 20
const trunHeadLength = 20

export function trackFragmentLayout(track: TrackFragment): TrackFragmentLayout {
  const reordered = track.samples.some(sample => sample.compositionOffset !== 0)
  const flags =
    hasDataOffset |
    hasDuration |
    hasSize |
    (track.hasSampleFlags ? hasFlags : 0) |
    (reordered ? hasCompositionOffset : 0)
  const perSample = 8 + (track.hasSampleFlags ? 4 : 0) + (reordered ? 4 : 0)
  const length = 8 + tfhdLength + tfdtLength + trunHeadLength + perSample * track.samples.length
  const dataLength = track.samples.reduce((sum, sample) => sum + sample.byteLength, 0)
  return { track, flags, length, dataLength }
}

/** `traf` (ISO 14496-12 8.8.6) at `at`; `dataOffset` is that of the first sample, from the start of its `moof`. */
export function writeTrackFragment(view: DataView, at: number, layout: TrackFragmentLayout, dataOffset: number): void {
  const { track, length } = layout
  writeBoxHead(view, at, length, 'traf')
  const tfhd = at + 8
  writeBoxHead(view, tfhd, tfhdLength, 'tfhd')
  view.setUint32(tfhd + 8, defaultBaseIsMoof)
  view.setUint32(tfhd + 12, track.trackId)
  const tfdt = tfhd + tfhdLength
  writeBoxHead(view, tfdt, tfdtLength, 'tfdt')
  view.setUint8(tfdt + 8, 1)
  // Two halves instead of a BigInt: this is written many times a second and exact up to 2^53.
  view.setUint32(tfdt + 12, Math.floor(track.decodeTime / 2 ** 32))
  view.setUint32(tfdt + 16, track.decodeTime)
  const trun = tfdt + tfdtLength
  writeBoxHead(view, trun, at + length - trun, 'trun')
  writeRun(view, trun + 8, layout, dataOffset)
}

function writeRun(view: DataView, start: number, { track, flags }: TrackFragmentLayout, dataOffset: number): void {
  view.setUint32(start, (track.runVersion << 24) | flags)
  view.setUint32(start + 4, track.samples.length)
  view.setInt32(start + 8, dataOffset)
  let at = start + 12
  for (const sample of track.samples) {
    view.setUint32(at, sample.duration)
    view.setUint32(at + 4, sample.byteLength)
    at += 8
    if (flags & hasFlags) {
      view.setUint32(at, sample.keyframe ? syncSample : dependentSample)
      at += 4
    }
    if (flags & hasCompositionOffset) {
      view.setInt32(at, sample.compositionOffset)
      at += 4
    }
  }
}
