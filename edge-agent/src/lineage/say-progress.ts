import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { Log } from '../platform/log.ts'

const everyMs = 60_000

/**
 * How far found files are taken in, for the page, and for the log each minute while it goes on.
 * @param left how many are left.
 */
export function createProgress({ clock, log, left }: { clock: Clock; log: Log; left: () => number }) {
  let most = left()
  let saidAtMs = clock.monotonicMs()
  const progress = (): { readonly done: number; readonly total: number } | null => {
    const now = left()
    most = now === 0 ? 0 : Math.max(most, now)
    return now === 0 ? null : { done: most - now, total: most }
  }
  return {
    progress,
    /** After each step. */
    step(): void {
      if (clock.monotonicMs() - saidAtMs < everyMs) return
      saidAtMs = clock.monotonicMs()
      const now = progress()
      if (now) log.info(now, 'recordings found on the disk are taken in')
    },
  }
}
