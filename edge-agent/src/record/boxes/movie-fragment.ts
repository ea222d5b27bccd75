import { writeType } from './box.ts'
import { audioTrackId, dependentSample, syncSample, videoTrackId } from './movie.ts'

/** One sample as a fragment lists it; times in ticks of its track. */
export interface FragmentSample {
  readonly duration: number
  /** Presentation minus decode time, may be negative. */
  readonly compositionOffset: number
  readonly byteLength: number
  readonly keyframe: boolean
}

export interface TrackFragment {
  readonly samples: readonly FragmentSample[]
  /** Decode time of the first sample, ticks since the file's zero. */
  readonly decodeTime: number
}

const defaultBaseIsMoof = 0x020000
const hasDataOffset = 0x000001
const hasDuration = 0x000100
const hasSize = 0x000200
const hasFlags = 0x000400
const hasCompositionOffset = 0x000800

const mfhdLength = 16
const tfhdLength = 16
const tfdtLength = 20
const trunHeadLength = 20
const mdatHeadLength = 8

/**
 * `moof` (ISO 14496-12 8.8.4) and the head of its `mdat`: the samples' bytes follow, video first. `sequence` counts
 * from 1 within the file.
 */
export function movieFragment(
  sequence: number,
  video: TrackFragment,
  audio: TrackFragment | null,
): Uint8Array<ArrayBuffer> {
  const videoRun = runOf(videoTrackId, video)
  const audioRun = audio && audio.samples.length > 0 ? runOf(audioTrackId, audio) : null
  const moofLength = 8 + mfhdLength + videoRun.length + (audioRun?.length ?? 0)
  const bytes = new Uint8Array(moofLength + mdatHeadLength)
  const view = new DataView(bytes.buffer)
  head(bytes, view, 0, moofLength, 'moof')
  head(bytes, view, 8, mfhdLength, 'mfhd')
  view.setUint32(20, sequence)
  const dataStart = moofLength + mdatHeadLength
  writeTrack(bytes, view, 8 + mfhdLength, videoRun, dataStart)
  if (audioRun) writeTrack(bytes, view, 8 + mfhdLength + videoRun.length, audioRun, dataStart + videoRun.dataLength)
  const dataLength = videoRun.dataLength + (audioRun?.dataLength ?? 0)
  head(bytes, view, moofLength, mdatHeadLength + dataLength, 'mdat')
  return bytes
}

interface Run extends TrackFragment {
  readonly trackId: number
  readonly flags: number
  readonly length: number
  readonly dataLength: number
}

function runOf(trackId: number, track: TrackFragment): Run {
  const isVideo = trackId === videoTrackId
  const reordered = track.samples.some(sample => sample.compositionOffset !== 0)
  const flags =
    hasDataOffset | hasDuration | hasSize | (isVideo ? hasFlags : 0) | (reordered ? hasCompositionOffset : 0)
  const perSample = 8 + (isVideo ? 4 : 0) + (reordered ? 4 : 0)
  const length = 8 + tfhdLength + tfdtLength + trunHeadLength + perSample * track.samples.length
  const dataLength = track.samples.reduce((sum, sample) => sum + sample.byteLength, 0)
  return { ...track, trackId, flags, length, dataLength }
}

function writeTrack(bytes: Uint8Array, view: DataView, start: number, run: Run, dataOffset: number): void {
  head(bytes, view, start, run.length, 'traf')
  let at = start + 8
  head(bytes, view, at, tfhdLength, 'tfhd')
  view.setUint32(at + 8, defaultBaseIsMoof)
  view.setUint32(at + 12, run.trackId)
  at += tfhdLength
  head(bytes, view, at, tfdtLength, 'tfdt')
  bytes[at + 8] = 1
  view.setBigUint64(at + 12, BigInt(run.decodeTime))
  at += tfdtLength
  head(bytes, view, at, run.length - 8 - tfhdLength - tfdtLength, 'trun')
  // Version 1: composition offsets are signed.
  view.setUint32(at + 8, (1 << 24) | run.flags)
  view.setUint32(at + 12, run.samples.length)
  view.setInt32(at + 16, dataOffset)
  at += trunHeadLength
  for (const sample of run.samples) {
    view.setUint32(at, sample.duration)
    view.setUint32(at + 4, sample.byteLength)
    at += 8
    if (run.flags & hasFlags) {
      view.setUint32(at, sample.keyframe ? syncSample : dependentSample)
      at += 4
    }
    if (run.flags & hasCompositionOffset) {
      view.setInt32(at, sample.compositionOffset)
      at += 4
    }
  }
}

function head(bytes: Uint8Array, view: DataView, at: number, size: number, type: string): void {
  view.setUint32(at, size)
  writeType(bytes, at + 4, type)
}
