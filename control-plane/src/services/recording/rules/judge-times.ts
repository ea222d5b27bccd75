import type { LedgerEntry } from '@nightjar/shared/records/ledger.ts'
import { type Ground, overlaps, skewMs } from './ground.ts'

/** Whether an entry speaks of time that the camera has had. @returns a public sentence, or null where it does. */
export function judgeTime(entry: LedgerEntry, ground: Ground): string | null {
  if (entry.fromMs < ground.earliestMs) return 'An entry speaks of time before the camera was added.'
  if (entry.toMs > ground.nowMs + skewMs) return 'An entry lies in the future. Set the clock of the agent (NTP).'
  return null
}

/**
 * Whether time is accounted for once: entries lie over none that was applied and not over each other. `evicted` ones are
 * no account of time and are held to the recorded ones they name. @returns a public sentence, or null where it is.
 */
export function judgeOverlaps(entries: readonly LedgerEntry[], ground: Ground): string | null {
  const claims = entries.filter(({ state }) => state !== 'evicted').toSorted((a, b) => a.fromMs - b.fromMs)
  const overEachOther = claims.some((entry, at) => at > 0 && overlaps(entry, claims[at - 1]!))
  const overApplied = claims.some(entry => ground.applied.some(stretch => overlaps(entry, stretch)))
  return overEachOther || overApplied ? 'Time is accounted for a second time.' : null
}
