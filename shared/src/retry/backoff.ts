export interface BackoffOptions {
  /** Pause after the first failure, ms, before jitter; each further one doubles it. */
  readonly firstMs: number
  /** No pause is longer, ms. */
  readonly maxMs: number
  /** What spreads the pauses of those who failed together; null where nobody else fails with us. */
  readonly jitter: Jitter | null
}

export interface Jitter {
  /** The doubled pause is multiplied by a factor drawn evenly between these. */
  readonly from: number
  readonly to: number
  /** Uniform in [0, 1]. */
  readonly random: () => number
  /** No pause is shorter, ms. Left out, `from` alone bounds them. */
  readonly minMs?: number
}

/**
 * How long to wait before the next attempt, in whole ms.
 * @param failures how many attempts failed before the last one: 0 gives the first pause.
 */
export function backoffMs({ firstMs, maxMs, jitter }: BackoffOptions, failures: number): number {
  const doubledMs = Math.min(maxMs, firstMs * 2 ** failures)
  if (jitter === null) return doubledMs
  const { from, to, random, minMs = 0 } = jitter
  return Math.round(Math.min(maxMs, Math.max(minMs, doubledMs * (from + (to - from) * random()))))
}

export interface Backoff {
  /** The pause after one more failure, whole ms. */
  next(): number
  /** An attempt was a success: the next failure is the first one again. */
  reset(): void
}

/** Counts the failures in a row. */
export function createBackoff(options: BackoffOptions): Backoff {
  let failures = 0
  return {
    next: () => backoffMs(options, failures++),
    reset: () => {
      failures = 0
    },
  }
}
