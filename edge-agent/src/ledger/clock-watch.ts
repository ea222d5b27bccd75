import type { Clock } from '@nightjar/shared/platform/clock.ts'

/** Beyond what slewing does between two looks: the wall clock was set. */
const stepMs = 1000

/** The wall clock went from `expectedMs` to `nowMs` in no time. */
export interface ClockStep {
  readonly expectedMs: number
  readonly nowMs: number
}

/** Compares wall and monotonic clock; call `look` every few seconds. Sleep of the machine shows as a step too. */
export function createClockWatch(clock: Clock): { look(): ClockStep | null } {
  let wall = clock.wallMs()
  let monotonic = clock.monotonicMs()
  return {
    look() {
      const nowMs = clock.wallMs()
      const elapsed = clock.monotonicMs() - monotonic
      const expectedMs = Math.round(wall + elapsed)
      wall = nowMs
      monotonic += elapsed
      return Math.abs(nowMs - expectedMs) > stepMs ? { expectedMs, nowMs } : null
    },
  }
}
