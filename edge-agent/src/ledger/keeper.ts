import type { SegmentIndex } from '../index/segment-index.ts'
import type { Clock } from '../platform/clock.ts'
import type { LedgerKeeper } from './keeper-contract.ts'

export function createLedgerKeeper(_options: { readonly index: SegmentIndex; readonly clock: Clock }): LedgerKeeper {
  throw new Error('not built yet')
}
