import type { Clock } from '@nightjar/shared/platform/clock.ts'

/** Beyond drift and daylight mistakes of an hour: somebody, or a broken time server, has set the clock. */
const bigStepMs = 3_700_000
/** Long enough for a wrong clock to be seen and set right. */
const holdMs = 86_400_000

/**
 * Whether the wall clock can be believed where deletion hangs on it: false for a day after it leapt forward, because
 * footage that looks old may be of this morning. Ask once per round.
 */
export function createStepGuard(clock: Clock): () => boolean {
  let wall = clock.wallMs()
  let monotonic = clock.monotonicMs()
  let heldUntil = Number.NEGATIVE_INFINITY
  return () => {
    const elapsed = clock.monotonicMs() - monotonic
    const stepMs = clock.wallMs() - wall - elapsed
    wall = clock.wallMs()
    monotonic += elapsed
    if (stepMs > bigStepMs) heldUntil = monotonic + holdMs
    // Set right again: nothing is to be waited for.
    if (stepMs < -bigStepMs) heldUntil = Number.NEGATIVE_INFINITY
    return monotonic >= heldUntil
  }
}
