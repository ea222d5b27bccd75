import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import type { ClosedSegment } from '../media/closed-segment.ts'
import type { Gap, GapReason } from '../media/gap.ts'
import { addChange, type CauseChange, explainGap, interrupted, latestReason, pruneChanges } from './causes.ts'
import type { ClockStep } from './clock-watch.ts'
import type { LedgerStore } from './ledger-store.ts'
import { clockStepped, parseReason, type RememberedReason } from './reasons.ts'

/** A segment is reported some moments after its first picture was taken: this much of a gap is left undecided. */
const settleMs = 5000
/** A gap grows entry by entry; shorter ones are only written when a segment follows. */
const firstPieceMs = 15_000
/** A camera that is down for days is no news every quarter of a minute. */
const longestPieceMs = 300_000
/** A gap that is over is written without waiting for its segment to close, unless it is hardly one. */
const overPieceMs = 1000

/** The ledger of one camera: what is known of the time that is not accounted for yet. */
export class CameraLedger {
  readonly cameraId: string
  readonly #index: LedgerStore
  #changes: CauseChange[]
  /** From here on a segment may claim the time; null when none is being written. */
  #undecidedFromMs: number | null = null
  /** The newest gap in the ledger, however many entries it has. */
  #written: Gap | null = null

  constructor(index: LedgerStore, cameraId: string, changes: readonly CauseChange[]) {
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
    if (reason) this.#note(reason)
    else if (latest) this.#note({ ...latest, untilMs: fromMs })
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

  append(closed: ClosedSegment): SegmentManifest | null {
    const manifest = this.#index.appendSegment(closed, (fromMs, toMs) => explainGap(this.#changes, fromMs, toMs, toMs))
    this.#prune()
    return manifest
  }

  /**
   * Writes what is decided: not the newest seconds, and nothing that a segment may still claim. While one gap goes on
   * its entries grow with it; what it was before it changed is written at once.
   */
  progress(nowMs: number): void {
    this.#writeFrom(this.#leastPiece(), nowMs)
  }

  /** True while the ledger is behind by more than a short gap, because it lets a long one grow. */
  isBehind(nowMs: number): boolean {
    const cursor = this.#index.accountedTo(this.cameraId)
    return cursor !== null && this.reason !== null && nowMs - cursor > firstPieceMs
  }

  /** Writes all that is decided, however short. */
  settle(nowMs: number): void {
    this.#writeFrom(1, nowMs)
  }

  /** Writes everything up to then: no segment that is not in the index yet begins before. */
  finish(toMs: number): void {
    const cursor = this.#index.accountedTo(this.cameraId)
    if (cursor !== null && toMs > cursor) this.#write(cursor, toMs)
  }

  #writeFrom(leastMs: number, nowMs: number): void {
    const toMs = Math.min(nowMs - settleMs, this.#undecidedFromMs ?? Number.POSITIVE_INFINITY)
    const cursor = this.#index.accountedTo(this.cameraId)
    if (cursor !== null && toMs - cursor >= leastMs) this.#write(cursor, toMs, this.#undecidedFromMs)
  }

  #leastPiece(): number {
    const { reason } = this
    if (reason === null) return this.#undecidedFromMs === null ? firstPieceMs : overPieceMs
    const written = this.#written
    if (!written || !reason || !isSame(written, reason)) return firstPieceMs
    return Math.min(longestPieceMs, Math.max(firstPieceMs, written.toMs - written.fromMs))
  }

  #write(fromMs: number, toMs: number, againMs: number | null = null): void {
    const pieces = explainGap(this.#changes, fromMs, toMs, againMs ?? undefined)
    this.#index.appendGaps(this.cameraId, pieces)
    const last = pieces.at(-1)!
    const before = this.#written
    const goesOn = pieces.length === 1 && before !== null && before.toMs === fromMs && isSame(before, last)
    this.#written = goesOn ? { ...last, fromMs: before.fromMs } : last
    this.#prune()
  }

  #note(reason: RememberedReason): void {
    this.#index.setNote(reasonKey(this.cameraId), JSON.stringify(reason))
  }

  #prune(): void {
    const cursor = this.#index.accountedTo(this.cameraId)
    if (cursor !== null) this.#changes = pruneChanges(this.#changes, cursor)
  }
}

const reasonKey = (cameraId: string) => `ledger.reason.${cameraId}`

const isSame = (a: GapReason, b: GapReason): boolean => a.state === b.state && a.cause === b.cause

/** The reason that was written down last; `interrupted` where none ever was. */
export const rememberedReason = (index: LedgerStore, cameraId: string): RememberedReason =>
  parseReason(index.note(reasonKey(cameraId))) ?? { ...interrupted, untilMs: Number.NEGATIVE_INFINITY }
