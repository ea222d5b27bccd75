import type { LedgerState } from '@nightjar/shared/records/ledger.ts'

/** Why a stretch of time has no recording. */
export interface GapReason {
  readonly state: Exclude<LedgerState, 'recorded' | 'evicted'>
  /** Error code or policy, at most 64 characters. */
  readonly cause: string
}

/** [fromMs, toMs) on the wall clock. */
export interface Gap extends GapReason {
  readonly fromMs: number
  readonly toMs: number
}

/** Explains [fromMs, toMs): pieces in order that touch each other and cover exactly that. */
export type ExplainGap = (fromMs: number, toMs: number) => readonly Gap[]
