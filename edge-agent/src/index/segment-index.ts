import type { LedgerEntry } from '@nightjar/shared/records/ledger.ts'
import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import type { Receipt } from '@nightjar/shared/records/receipt.ts'
import type { ClosedSegment } from '../media/closed-segment.ts'
import type { ExplainGap, Gap } from '../media/gap.ts'
import type { EvictionCandidate, EvictionCause, SegmentFile } from '../media/stored-segment.ts'
import type { FillStore } from './fill-store.ts'
import type { FoundStore } from './found-store.ts'
import type { LineageStore } from './lineage-store.ts'
import type { Notes } from './notes.ts'
import type { OutboxStore } from './outbox-contract.ts'
import type { RestoreStore } from './restore-store.ts'

/**
 * What the agent knows durably: segments, each camera's chain, the ledger's cursor, messages and uploads that wait,
 * commands that ran. One process opens it, every call is synchronous and durable when it returns.
 */
export interface SegmentIndex
  extends Notes,
    ChainStore,
    OutboxStore,
    UploadStore,
    EvictionStore,
    CommandStore,
    LineageStore,
    FoundStore,
    RestoreStore,
    FillStore {
  /** Ids that have a row, were found, or wait as garbage: files with another id are unknown to the index. */
  knownIds(): Set<string>
  segmentFile(segmentId: string): SegmentFile | null
  usage(cameraId: string): Usage
  /** All cameras together, those that are no longer configured included, and bytes of files that were only found. */
  totalUsage(): Usage
  /**
   * This index is new where another one was, from now on: cameras that were added before get new lineages.
   */
  declareLost(): void
  close(): void
}

export interface ChainStore {
  /**
   * Where the ledger of a camera begins; does nothing when it has begun already. A camera that an index which is gone
   * may have known gets a new lineage from now on instead.
   */
  beginLedger(cameraId: string, addedAtMs: number): void
  /** Everything before this instant is in the ledger; null before the ledger has begun. */
  accountedTo(cameraId: string): number | null
  /**
   * One transaction: gap entries up to the segment, its signed manifest, the `recorded` entry, message and upload.
   * Time that the ledger already accounts for is not claimed twice: the `recorded` entry begins at the cursor, and is
   * left out where the whole segment lies before it (the wall clock went back). A segment that is known already
   * changes nothing; its manifest is returned. null where it waits, because the camera's lineage is not filled yet.
   */
  appendSegment(closed: ClosedSegment, explain: ExplainGap): SegmentManifest | null
  /** Gap entries that must begin at the cursor; what lies before it is cut off. Returns what was written. */
  appendGaps(cameraId: string, gaps: readonly Gap[]): readonly LedgerEntry[]
  /** Recomputes hashes and sequence numbers of a camera's chain, from the oldest record that is kept. */
  verifyChain(cameraId: string): ChainVerdict
  /** Cameras that have a chain. */
  chains(): readonly string[]
}

export type ChainVerdict =
  | { readonly ok: true; readonly records: number }
  | { readonly ok: false; readonly sequence: number; readonly problem: string }

/** `requested`: asked for an address; `sending`: bytes are on their way; `stored`: put, awaiting the receipt. */
export type UploadState = 'recorded' | 'requested' | 'sending' | 'stored' | 'acked'

export interface PendingUpload {
  readonly segmentId: string
  readonly manifest: SegmentManifest
  readonly state: UploadState
  readonly attempts: number
}

export interface Backlog {
  readonly segments: number
  readonly bytes: number
  readonly oldestMs: number | null
}

export interface UploadStore {
  /** Oldest first: no receipt yet, due at `nowMs`, and the message with the manifest was acknowledged. */
  nextUploads(limit: number, nowMs: number): readonly PendingUpload[]
  uploadAdvanced(segmentId: string, state: Exclude<UploadState, 'recorded' | 'acked'>): void
  /** Back to `recorded`, one attempt more, not before `retryAtMs`. */
  uploadFailed(segmentId: string, retryAtMs: number, reason: string): void
  /** Those that wait because of `reason` are due now. */
  uploadsDue(reason: string): void
  /** Its checksum and length must be the manifest's. @throws AppError service.internal where they are not. */
  receiptStored(receipt: Receipt): void
  /** Closed segments without a receipt. */
  backlog(): Backlog
}

export interface Usage {
  readonly segments: number
  readonly bytes: number
  /** Wall start of the oldest segment; null without any. */
  readonly oldestMs: number | null
}

export interface EvictionStore {
  /** Cameras that have segments. */
  camerasWithSegments(): readonly string[]
  /** Segments that ended before `beforeMs`, oldest first. */
  endedBefore(cameraId: string, beforeMs: number, limit: number): readonly EvictionCandidate[]
  /** Uploaded ones first, then the rest, each oldest first; of one camera, or of all with null. */
  cheapest(cameraId: string | null, limit: number): readonly EvictionCandidate[]
  /** One transaction: the row becomes garbage, an `evicted` entry goes into the chain. False when it was gone already. */
  evict(segmentId: string, cause: EvictionCause): boolean
  /** Files that are to be unlinked. */
  garbage(limit: number): readonly SegmentFile[]
  /** Their names are durably gone. */
  dropGarbage(segmentIds: readonly string[]): void
  /**
   * Forgets the oldest records of a chain, `limit` at most: those that the control plane has, whose segments and those
   * before them are gone, and that are not among the newest `keep`. Returns how many.
   */
  pruneChain(cameraId: string, keep: number, limit: number): number
}

export interface CommandStore {
  /** Ids of commands that were started; forgotten after `untilMs`. */
  commandSeen(id: string): boolean
  rememberCommand(id: string, untilMs: number, nowMs: number): void
}
