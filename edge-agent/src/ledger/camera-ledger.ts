import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import type { GapReason, SegmentIndex } from '../index/segment-index.ts'
import type { ClosedSegment } from '../record/closed-segment.ts'
import { addChange, type CauseChange, explainGap, interrupted, latestReason, pruneChanges } from './causes.ts'
import type { ClockStep } from './clock-watch.ts'
import { clockStepped, parseReason } from './reasons.ts'

/** A segment is reported some moments after its first picture was taken: this much of a gap is left undecided. */
const settleMs = 5000
/** A gap grows entry by entry; shorter ones are only written when a segment follows. */
const pieceMs = 15_000

/** The ledger of one camera: what is known of the time that is not accounted for yet. */
export class CameraLedger {
  readonly cameraId: string
  readonly #index: SegmentIndex
  #changes: CauseChange[]
  /** From here on a segment may claim the time; null when none is being written. */
  #undecidedFromMs: number | null = null

  constructor(index: SegmentIndex, cameraId: string, changes: readonly CauseChange[]) {
    this.#index = index
    this.cameraId = cameraId
    this.#changes = [...changes]
  }

  get reason(): GapReason | null | undefined {
    return latestReason(this.#changes)
  }

  /** `reason` null: it is recording. Nothing happens where that is in force already. */
  change(fromMs: number, reason: GapReason | null): void {
    const latest = this.reason
    if (latest !== undefined && latest?.cause === reason?.cause && latest?.state === reason?.state) return
    this.#changes = addChange(this.#changes, { fromMs, reason })
    // Kept for the next start: a crash may come before the gap is written.
    if (reason) this.#index.setNote(reasonKey(this.cameraId), JSON.stringify(reason))
  }

  undecidedFrom(fromMs: number | null): void {
    this.#undecidedFromMs = fromMs
  }

  clockStepped({ expectedMs, nowMs }: ClockStep): void {
    const reason = this.reason ?? null
    if (nowMs > expectedMs) {
      this.#changes = addChange(this.#changes, { fromMs: expectedMs, reason: clockStepped })
      this.#changes = addChange(this.#changes, { fromMs: nowMs, reason })
    } else {
      // What was noted for times that come once more is void; the ledger waits until the clock has passed its cursor.
      this.#changes = [{ fromMs: nowMs, reason }]
    }
  }

  append(closed: ClosedSegment): SegmentManifest {
    const manifest = this.#index.appendSegment(closed, (fromMs, toMs) => explainGap(this.#changes, fromMs, toMs))
    this.#prune()
    return manifest
  }

  /** Writes what is decided: not the newest seconds, and nothing that a segment may still claim. */
  progress(nowMs: number): void {
    const toMs = Math.min(nowMs - settleMs, this.#undecidedFromMs ?? Number.POSITIVE_INFINITY)
    const cursor = this.#index.accountedTo(this.cameraId)
    if (cursor !== null && toMs - cursor >= pieceMs) this.#write(cursor, toMs)
  }

  /** Writes everything up to now; the recorder has stopped. */
  finish(nowMs: number): void {
    const cursor = this.#index.accountedTo(this.cameraId)
    if (cursor !== null && nowMs > cursor) this.#write(cursor, nowMs)
  }

  #write(fromMs: number, toMs: number): void {
    this.#index.appendGaps(this.cameraId, explainGap(this.#changes, fromMs, toMs))
    this.#prune()
  }

  #prune(): void {
    const cursor = this.#index.accountedTo(this.cameraId)
    if (cursor !== null) this.#changes = pruneChanges(this.#changes, cursor)
  }
}

const reasonKey = (cameraId: string) => `ledger.reason.${cameraId}`

/** What was in force when the agent last wrote it down. */
export const rememberedReason = (index: SegmentIndex, cameraId: string): GapReason =>
  parseReason(index.note(reasonKey(cameraId))) ?? interrupted
