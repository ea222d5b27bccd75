/** What the tracks of one run are; a change of any field starts a new run. */
export interface VideoTrack {
  readonly codec: 'h264' | 'h265'
  /** RFC 6381, e.g. `avc1.640028`, `hvc1.1.6.L93.B0`. */
  readonly codecString: string
  /** Body of the decoder configuration box: avcC (ISO 14496-15 5.3.3.1) or hvcC (8.3.3.1). */
  readonly decoderConfig: Uint8Array
  /** Displayed size in pixels, after cropping. */
  readonly width: number
  readonly height: number
  /** RTP clock in ticks per second: 90000. */
  readonly clockRate: number
  /** Pictures per second, from the parameter sets or the SDP; null when the camera says nothing. */
  readonly frameRate: number | null
}

export interface AudioTrack {
  readonly codec: 'aac' | 'pcmu' | 'pcma' | 'opus'
  /** RFC 6381 where one exists (`mp4a.40.2`, `opus`), otherwise the sample entry's name (`ulaw`, `alaw`). */
  readonly codecString: string
  /** AudioSpecificConfig for AAC (ISO 14496-3 1.6), the `dOps` body for Opus, empty for G.711. */
  readonly decoderConfig: Uint8Array
  readonly sampleRate: number
  readonly channels: number
  /** RTP clock in ticks per second. */
  readonly clockRate: number
}

export interface StreamDescription {
  readonly video: VideoTrack
  readonly audio: AudioTrack | null
}

/** The first word of a run: an unbroken stretch of one stream, with one connection, clock mapping and codec set-up. */
export interface RunStart {
  /** UUIDv7. */
  readonly runId: string
  readonly description: StreamDescription
  /** Wall time, ms since the Unix epoch, at which `pts` 0 of every track was taken. */
  readonly wallStartMs: number
  /**
   * It follows the run before without a gap: that run ends, on the wall, exactly at {@link wallStartMs}, whatever its
   * own mapping says. Left out, there is a gap, or no run before.
   */
  readonly isSeamless?: boolean
  /** By how much the wall time that the run says of a picture may be wrong at most, either way, in ms. */
  readonly clockUncertaintyMs: number
  /** Where the mapping comes from: the camera's RTCP sender reports, or the arrival of the first packet. */
  readonly clockSource: 'sender-report' | 'arrival'
}
