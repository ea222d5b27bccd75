import type { FragmentSample } from '@nightjar/shared/mp4/track-fragment.ts'
import type { PacketLease } from '../media/packet-memory.ts'

/** Settings that can change only from one segment to the next. */
export interface SegmentSetup {
  readonly segmentSeconds: number
  readonly audio: boolean
  readonly configVersion: number
}

/** Up to about a second of one stream, ready to be written. */
export interface Fragment {
  /** Begins a new file; then it begins with a keyframe too. */
  readonly startsSegment: boolean
  readonly keyframe: boolean
  /** Pictures in it that lost packets damaged. */
  readonly damagedPictures: number
  /** Video ticks since the run began, [start, end). The end is the start of the next fragment of the same stretch. */
  readonly startTicks: number
  readonly endTicks: number
  readonly video: readonly FragmentSample[]
  /** `startTicks` in ticks of the audio clock since the run began. */
  readonly audio: { readonly startTicks: number; readonly samples: readonly FragmentSample[] } | null
  /** The samples' bytes, video first. */
  readonly chunks: readonly Uint8Array[]
  readonly byteLength: number
  /** Of the packets whose bytes the chunks are. */
  readonly leases: readonly PacketLease[]
  readonly setup: SegmentSetup
}

/** Nobody reads its bytes any more: it is written, or given up. */
export function giveBack({ leases }: Fragment): void {
  for (const lease of leases) lease.done()
}
