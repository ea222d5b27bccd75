import type { PacketLease } from './packet-memory.ts'

/**
 * Two nominal types, never mixed: a {@link CameraPacket} is what capture hands out and may show what a privacy mask
 * must hide; a {@link PicturePacket} is safe to record, show and analyse (docs/design/masking.md).
 *
 * The brands are private members of classes that exist for the compiler alone: no object has them at run time. Unlike
 * a public property, a private member can be written in no literal and does not survive a spread.
 */
declare class FromCamera {
  private readonly origin: 'camera'
}
declare class SafeToShow {
  private readonly origin: 'picture'
}

/** One compressed unit of a stream: an access unit of video or a frame of audio. */
export interface PacketFields {
  readonly kind: 'video' | 'audio'
  /**
   * Presentation time in ticks of the track's `clockRate`, counted from the start of the run; 32-bit RTP wraps are
   * already removed. May be negative for audio that precedes the first keyframe. Integer.
   */
  readonly pts: number
  /** True for a picture that decoding can begin with: IDR, IRAP for H.265, or a recovery point; always true for audio. */
  readonly keyframe: boolean
  /** A part of the picture was lost on the way, or of one that it refers to: a decoder conceals it. Left out where not. */
  readonly damaged?: boolean
  /**
   * Of a recovery point (H.264 D.2.8, H.265 D.3.8), which is no sync sample: decoding begins here, and after this many
   * pictures all is right. Left out: at once, because the picture refers to no other,
   * or no recovery point. One among keyframes that come often enough is no keyframe, so that groups begin with full ones.
   */
  readonly recoveryFrames?: number
  /**
   * The keyframe with which the next run begins: here, where it is no keyframe and lasts no time, so that pictures shown
   * before it can be decoded. The last picture of its run that is shown.
   */
  readonly repeated?: boolean
  /**
   * The sample as MP4 stores it, in pieces to spare a copy: for video each NAL unit behind its 4-byte big-endian
   * length, without parameter sets, access unit delimiters and filler; for audio the bare frame.
   */
  readonly chunks: readonly Uint8Array[]
  /** Sum of the chunks' lengths. */
  readonly byteLength: number
  /** When the last byte of the unit reached us, ms by the monotonic clock of the process that captured it. */
  readonly arrivedAtMs: number
  /** Who still reads the chunks; absent where their memory is the collector's affair. */
  readonly lease?: PacketLease | undefined
}

/** As the camera sent it; private to capture, where alone it is made, and to the source that may show it. */
export interface CameraPacket extends PacketFields, FromCamera {}

/** Safe to record, show and analyse: masked, or from a camera without a mask. */
export interface PicturePacket extends PacketFields, SafeToShow {}
