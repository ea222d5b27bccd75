import type { PacketLease } from '../../media/packet-memory.ts'

/** What the parameter sets of a video track say; a new object whenever they change. */
export interface VideoConfig {
  readonly codec: 'h264' | 'h265'
  readonly codecString: string
  readonly decoderConfig: Uint8Array
  readonly width: number
  readonly height: number
  readonly frameRate: number | null
  /** Pictures may be sent in another order than they are shown (B-frames). */
  readonly reorders: boolean
}

/** One whole picture, ready for an MP4 sample. */
export interface VideoUnit {
  /** RTP timestamp without wraps, in ticks of the track's clock. */
  readonly timestamp: number
  /** Decoding can begin here. */
  readonly keyframe: boolean
  /** Of a keyframe that is a recovery point: after how many pictures all is right. Left out: at once, by its kind. */
  readonly recoveryFrames?: number
  readonly data: Uint8Array
  /** Of `data`. */
  readonly lease?: PacketLease | undefined
  readonly arrivedAtMs: number
  readonly config: VideoConfig
  /** Pictures were lost or dropped between this one and the unit before it. */
  readonly afterLoss: boolean
  /** A part of it was lost, or of a picture that it refers to, back to the keyframe. */
  readonly damaged: boolean
}

export interface AudioUnit {
  /** Of the first sample, in ticks of the track's clock. */
  readonly timestamp: number
  /** How long it sounds: its last sample, not its first, was taken shortly before it was sent. */
  readonly durationTicks: number
  readonly data: Uint8Array
  readonly arrivedAtMs: number
}

/** Turns the payloads of one RTP stream, in order, into units. Payload views are only valid during the call. */
export interface Depacketizer {
  push(payload: Uint8Array, timestamp: number, marker: boolean, arrivedAtMs: number): void
  /** Packets are missing before the next one. */
  lost(): void
  /** Figures since the start. */
  readonly counters: DepacketizerCounters
}

/** Of pictures. */
export interface VideoDepacketizer extends Depacketizer {
  /** Call now and then until the first picture has come: no other packet may tell that it is whole. */
  idle(): void
  /** No packet follows: hands out the last picture unless it is known to be incomplete. */
  end(): void
  /** Keyframes so far that could not be decoded for want of their parameter sets. */
  readonly undescribed: number
}

export interface DepacketizerCounters {
  units: number
  /** Of the units, pictures that were handed out although packets of them, or of those they refer to, were lost. */
  damaged: number
  /** Pictures or audio frames that were incomplete, or could not be decoded for want of an earlier one. */
  dropped: number
  /** Payloads that no reading of the format explains. */
  malformed: number
}
