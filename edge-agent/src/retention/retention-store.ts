import type { EvictionCandidate, EvictionCause, SegmentFile } from '../media/stored-segment.ts'

/** What retention needs of the index. Every call is durable when it returns. */
export interface RetentionStore {
  /** Segments that ended before `beforeMs`, oldest first. */
  endedBefore(cameraId: string, beforeMs: number, limit: number): readonly EvictionCandidate[]
  /** Uploaded ones first, then the rest, each oldest first; of one camera, or of all with null. */
  cheapest(cameraId: string | null, limit: number): readonly EvictionCandidate[]
  usage(cameraId: string): { readonly bytes: number }
  /** The row becomes garbage, with an `evicted` entry in the chain. False when it was gone already. */
  evict(segmentId: string, cause: EvictionCause): boolean
  /** Files that are to be unlinked. */
  garbage(limit: number): readonly SegmentFile[]
  /** Their names are durably gone. */
  dropGarbage(segmentIds: readonly string[]): void
  /** Cameras that have a chain. */
  chains(): readonly string[]
  /** Forgets the oldest records that nobody needs any more, `limit` at most, and never the newest `keep`. */
  pruneChain(cameraId: string, keep: number, limit: number): number
}
