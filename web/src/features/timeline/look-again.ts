import type { RecordedState } from '../../player/recorded/recorded-state.ts'
import { type Interval, intervalAt } from './interval.ts'

/**
 * The track learns by itself what was reported late; the player keeps what it was told. Where the track says that a
 * moment is recorded and the player found nothing, it looks again: once for each moment, or a hole of a second between
 * two segments would have it ask for ever.
 */
export function lookAgain(retry: () => void): (state: RecordedState, atMs: number, known: readonly Interval[]) => void {
  let lookedAtMs = Number.NaN
  return (state, atMs, known) => {
    if (state.kind !== 'gap' || atMs === lookedAtMs || intervalAt(known, atMs)?.state !== 'recorded') return
    lookedAtMs = atMs
    retry()
  }
}
