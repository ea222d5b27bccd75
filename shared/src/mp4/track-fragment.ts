import { recoveryGroups } from './recovery-groups.ts'
import { dependentSample, independentSample, syncSample } from './sample-flags.ts'
import { writeBoxHead } from './write-box.ts'

/** One sample as a fragment lists it; times in ticks of its track. */
export interface FragmentSample {
  readonly duration: number
  /** Presentation minus decode time; may be negative in a run of version 1. */
  readonly compositionOffset: number
  readonly byteLength: number
  /** Decoding can begin with it. */
  readonly keyframe: boolean
  /** Of a keyframe that is no sync sample, but a recovery point: after how many samples all is right. */
  readonly recoveryFrames?: number
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

const defaultBaseIsMoof = 0x020000
const hasDataOffset = 0x000001
const hasDuration = 0x000100
const hasSize = 0x000200
const hasFlags = 0x000400
const hasCompositionOffset = 0x000800

const tfhdLength = 16
const tfdtLength = 20
const trunHeadLength = 20
/** All of `traf` before its `trun`. */
const trafHeadLength = 8 + tfhdLength + tfdtLength

/** Of `traf`, in bytes. @param isFirst its fragment is the first of the file. */
export const trackFragmentLength = (track: TrackFragment, isFirst: boolean): number =>
  trafHeadLength + runLength(track, runFlags(track)) + (recoveryGroups(track.samples, isFirst)?.length ?? 0)

/** Of the samples, in bytes. */
export const sampleDataLength = ({ samples }: TrackFragment): number =>
  samples.reduce((sum, sample) => sum + sample.byteLength, 0)

/** `traf` (ISO 14496-12 8.8.6) at `at`; `dataOffset` is that of the first sample, from the start of its `moof`. */
export function writeTrackFragment(
  view: DataView,
  at: number,
  track: TrackFragment,
  { dataOffset, isFirst }: { readonly dataOffset: number; readonly isFirst: boolean },
): void {
  const flags = runFlags(track)
  const trunLength = runLength(track, flags)
  const groups = recoveryGroups(track.samples, isFirst)
  writeBoxHead(view, at, trafHeadLength + trunLength + (groups?.length ?? 0), 'traf')
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
  const trun = at + trafHeadLength
  writeBoxHead(view, trun, trunLength, 'trun')
  view.setUint32(trun + 8, (track.runVersion << 24) | flags)
  view.setUint32(trun + 12, track.samples.length)
  view.setInt32(trun + 16, dataOffset)
  writeSamples(view, trun + trunHeadLength, track.samples, flags)
  if (groups) new Uint8Array(view.buffer, view.byteOffset).set(groups, trun + trunLength)
}

function runFlags({ samples, hasSampleFlags }: TrackFragment): number {
  const isReordered = samples.some(sample => sample.compositionOffset !== 0)
  const always = hasDataOffset | hasDuration | hasSize
  return always | (hasSampleFlags ? hasFlags : 0) | (isReordered ? hasCompositionOffset : 0)
}

function runLength({ samples }: TrackFragment, flags: number): number {
  const perSample = 8 + (flags & hasFlags ? 4 : 0) + (flags & hasCompositionOffset ? 4 : 0)
  return trunHeadLength + perSample * samples.length
}

/** A recovery point is no sync sample; at one without pictures to wait for, no other picture is needed either. */
function sampleFlags({ keyframe, recoveryFrames }: FragmentSample): number {
  if (!keyframe || (recoveryFrames ?? 0) > 0) return dependentSample
  return recoveryFrames === undefined ? syncSample : independentSample
}

function writeSamples(view: DataView, start: number, samples: readonly FragmentSample[], flags: number): void {
  let at = start
  for (const sample of samples) {
    view.setUint32(at, sample.duration)
    view.setUint32(at + 4, sample.byteLength)
    at += 8
    if (flags & hasFlags) {
      view.setUint32(at, sampleFlags(sample))
      at += 4
    }
    if (flags & hasCompositionOffset) {
      view.setInt32(at, sample.compositionOffset)
      at += 4
    }
  }
}
