import { isLedgerCause } from '@nightjar/shared/records/causes.ts'
import type { LedgerEntry, LedgerState } from '@nightjar/shared/records/ledger.ts'

/** Which causes can explain a state, by how they begin. `recorded` has none. */
const causesOf: Readonly<Record<Exclude<LedgerState, 'recorded'>, readonly string[]>> = {
  'camera-down': ['camera.', 'service.'],
  'agent-down': ['agent.', 'service.'],
  // A failing index keeps recordings from being accounted for as a failing disk does.
  'disk-fault': ['disk.', 'index.', 'service.'],
  'policy-off': ['policy.'],
  'privacy-off': ['policy.'],
  overload: ['overload'],
  evicted: ['retention.'],
  'unknown-clock': ['clock.'],
}

/** Whether a recording was found missing or damaged, as only an agent finds that begins a lineage: no rule deletes so. */
export const isLoss = (cause: string | null): boolean => cause === 'retention.missing' || cause === 'retention.damaged'

/** Whether the cause is one that this release has no word for. */
export const isUnknownCause = ({ cause }: LedgerEntry): boolean => cause !== null && !isLedgerCause(cause)

/** Whether state and cause go together. @returns a public sentence, or null where they do. */
export function judgeCause(entry: LedgerEntry): string | null {
  const { state, cause } = entry
  if (state === 'recorded') return cause === null ? null : 'A recording names a cause, as if it were none.'
  if (cause === null) return 'Time without a recording is not explained.'
  if (isUnknownCause(entry)) return 'A cause is none that there is.'
  return causesOf[state].some(prefix => cause.startsWith(prefix)) ? null : 'A cause does not explain its state.'
}
