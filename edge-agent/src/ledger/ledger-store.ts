import type { LedgerEntry } from '@nightjar/shared/records/ledger.ts'
import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import type { ClosedSegment } from '../media/closed-segment.ts'
import type { ExplainGap, Gap } from '../media/gap.ts'

/** What the ledger needs of the index. Every call is durable when it returns. */
export interface LedgerStore {
  /** Where the ledger of a camera begins; does nothing when it has begun already. */
  beginLedger(cameraId: string, addedAtMs: number): void
  /** Everything before this instant is in the ledger; null before the ledger has begun. */
  accountedTo(cameraId: string): number | null
  /**
   * The gap before the segment, then the segment; one that is known already changes nothing. null where its record is
   * made later.
   */
  appendSegment(closed: ClosedSegment, explain: ExplainGap): SegmentManifest | null
  /** From the cursor on; what lies before it is cut off. Returns what was written. */
  appendGaps(cameraId: string, gaps: readonly Gap[]): readonly LedgerEntry[]
  note(key: string): string | null
  setNote(key: string, value: string | null): void
}
