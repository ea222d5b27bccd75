import type { LedgerEntry } from '@nightjar/shared/records/ledger.ts'
import type { Ground } from './ground.ts'

/** Short enough that what it holds at most is counted in milliseconds. */
export const windowMs = 10 * 60_000

/** The ten minutes (of UTC) in which a moment lies, ms. */
export const windowOf = (ms: number): number => Math.floor(ms / windowMs) * windowMs

/**
 * Into how many entries ten minutes of a camera's time may be cut: ten in a second. The worst that agents write of
 * cameras that can hardly be recorded is four (infra/integration/record/most-entries.test.ts). There is no shortest
 * entry: honest ones are as short as a millisecond, where a gap closes between two clocks.
 */
export const entriesPerWindow = 6000

/** Whether time is cut into more entries than it can be. @returns a public sentence, or null where none is. */
export function judgeBudget(
  entries: readonly LedgerEntry[],
  { entriesOfWindow }: Pick<Ground, 'entriesOfWindow'>,
): string | null {
  const counts = new Map(entriesOfWindow)
  for (const { state, fromMs } of entries) {
    if (state === 'evicted') continue
    const window = windowOf(fromMs)
    counts.set(window, (counts.get(window) ?? 0) + 1)
    if (counts.get(window)! > entriesPerWindow) return 'Ten minutes are cut into more entries than any camera can have.'
  }
  return null
}
