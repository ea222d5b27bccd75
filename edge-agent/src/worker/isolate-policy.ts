import type { Clock } from '@nightjar/shared/platform/clock.ts'
import { backoffMs } from '@nightjar/shared/retry/backoff.ts'
import type { Random } from '../platform/random.ts'
import { type RestartPolicy, restartPauses } from './restart-policy.ts'

/** Two ends within this are taken to have one cause, which a third start would only meet again. */
export const isolateWindowMs = 10 * 60_000

/**
 * For a worker that serves one camera: what that camera sends may be what ends it. The first end may be chance and is
 * followed by a restart; the second one within ten minutes isolates the camera, so that bytes which break a decoder
 * get two attempts at it and not one a second for ever.
 */
export function isolateOnSecond(clock: Clock, random: Random): RestartPolicy {
  let lastMs: number | null = null
  return {
    died() {
      const nowMs = clock.monotonicMs()
      const isSecond = lastMs !== null && nowMs - lastMs <= isolateWindowMs
      lastMs = nowMs
      return isSecond ? { verdict: 'isolate' } : { verdict: 'restart', pauseMs: backoffMs(restartPauses(random), 0) }
    },
    reset() {
      lastMs = null
    },
  }
}
