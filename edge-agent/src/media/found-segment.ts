/** A segment that is on the disk, or was, and whose records are not known here. */
export interface FoundSegment {
  readonly segmentId: string
  readonly cameraId: string
  /** Below the segments folder. */
  readonly path: string
  /** null until somebody has looked. */
  readonly byteLength: number | null
  /** Of the bytes, where they were read or written by this index; null otherwise. */
  readonly mediaHash: string | null
  /** Its file was deleted meanwhile. */
  readonly isGone: boolean
}

/** What the file of a found segment is, held against the manifest that the control plane gave back. */
export type FoundFile = 'same' | 'other' | 'gone'
