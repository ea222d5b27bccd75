/** The file of a segment, as far as the index answers for it. */
export interface SegmentFile {
  readonly segmentId: string
  readonly cameraId: string
  /** Below the segments folder, e.g. `<cameraId>/<segmentId>.mp4`. */
  readonly path: string
  readonly byteLength: number
  readonly mediaHash: string
}

/** A segment that retention may take. */
export interface EvictionCandidate extends SegmentFile {
  readonly wallStartMs: number
  readonly wallEndMs: number
  /** The archive holds it: there is a receipt. */
  readonly uploaded: boolean
}

export type EvictionCause = 'retention.age' | 'retention.quota' | 'retention.space'
