import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { LedgerEntry, LedgerState, UnsignedLedgerEntry } from '@nightjar/shared/records/ledger.ts'
import type { Random } from '../platform/random.ts'
import type { ChainEnd } from './chain-append.ts'

export interface LedgerStretch {
  readonly fromMs: number
  readonly toMs: number
  readonly state: LedgerState
  readonly cause: string | null
  readonly manifestHash: string | null
}

export interface LedgerWriter {
  /** Into the chain, in the caller's transaction; the cursor is the caller's affair. */
  append(cameraId: string, stretch: LedgerStretch): LedgerEntry
}

export function createLedgerWriter(
  chain: ChainEnd,
  { agentId, clock, random }: { readonly agentId: string; readonly clock: Clock; readonly random: Random },
): LedgerWriter {
  return {
    append(cameraId, { fromMs, toMs, state, cause, manifestHash }) {
      const { record } = chain.append(
        cameraId,
        (link): UnsignedLedgerEntry => ({
          kind: 'ledger',
          entryId: random.uuid(clock.wallMs()),
          cameraId,
          agentId,
          ...link,
          fromMs,
          toMs,
          state,
          cause: cause === null ? null : cause.slice(0, 64),
          manifestHash,
        }),
      )
      return record
    },
  }
}
