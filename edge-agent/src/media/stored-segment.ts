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

/** Why an `evicted` entry speaks of a segment that no rule deleted: its file is not there, or another than was recorded. */
export const isMissing = 'retention.missing'
export const isDamaged = 'retention.damaged'

/** Rules that delete. */
export type EvictionCause = 'retention.age' | 'retention.quota' | 'retention.space'
