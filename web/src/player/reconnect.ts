import { backoffMs } from '@nightjar/shared/retry/backoff.ts'

/** How long to wait before attempt `attempt` (1 is the first repetition), ms: half of it by chance, never the same for all tiles. */
export const reconnectMs = (attempt: number, random: () => number): number =>
  backoffMs({ firstMs: 500, maxMs: 15_000, jitter: { from: 0.5, to: 1, random } }, attempt - 1)
