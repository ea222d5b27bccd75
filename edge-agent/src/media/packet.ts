/**
 * One compressed unit of a stream: an access unit of video or a frame of audio, exactly as the camera sent it.
 *
 * Two nominal types, never mixed: a {@link CameraPacket} is what capture hands out and may show what a privacy mask
 * must hide; a {@link PicturePacket} is safe to record, show and analyse. Only `picture/` can turn the one into the
 * other, and only for a camera that has no mask (docs/design/masking.md).
 */
declare const origin: unique symbol

interface PacketFields {
  readonly kind: 'video' | 'audio'
  /**
   * Presentation time in ticks of the track's `clockRate`, counted from the start of the run; 32-bit RTP wraps are
   * already removed. May be negative for audio that precedes the first keyframe. Integer.
   */
  readonly pts: number
  /** True for a picture that can be decoded alone (IDR, or IRAP for H.265); always true for audio. */
  readonly keyframe: boolean
  /**
   * The sample as MP4 stores it, in pieces to spare a copy: for video each NAL unit behind its 4-byte big-endian
   * length, without parameter sets, access unit delimiters and filler; for audio the bare frame.
   */
  readonly chunks: readonly Uint8Array[]
  /** Sum of the chunks' lengths. */
  readonly byteLength: number
  /** Monotonic time at which the last byte of the unit reached us, in milliseconds. */
  readonly arrivedAtMs: number
}

/** As the camera sent it; private to capture and to the source that may show it. */
export interface CameraPacket extends PacketFields {
  readonly [origin]?: 'camera'
}

/** Safe to record, show and analyse: masked, or from a camera without a mask. */
export interface PicturePacket extends PacketFields {
  readonly [origin]?: 'picture'
}
