import type { Clock } from '@nightjar/shared/platform/clock.ts'

/** Calls `tell` at most once in `everyMs`: what a stranger can cause as often as they like must not fill the log. */
export function sparingly<Facts extends unknown[]>(
  clock: Pick<Clock, 'monotonicMs'>,
  everyMs: number,
  tell: (...facts: Facts) => void,
): (...facts: Facts) => void {
  let lastMs = Number.NEGATIVE_INFINITY
  return (...facts) => {
    const nowMs = clock.monotonicMs()
    if (nowMs - lastMs < everyMs) return
    lastMs = nowMs
    tell(...facts)
  }
}
