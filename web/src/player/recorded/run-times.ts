import type { Segment } from '@nightjar/shared/api/recording.ts'
import { seam } from './buffered.ts'

/** Wall time of media time. One mapping for all segments of a run leaves no seam between them. */
export class RunTimes {
  /** Wall minus media time, ms, by run. */
  readonly #runs = new Map<string, number>()

  /** `mediaMs` of this segment as epoch ms; a clock that jumped within the run begins a mapping of its own. */
  wallOf({ runId, wallStartMs, mediaStartMs }: Segment['manifest'], mediaMs: number): number {
    const own = wallStartMs - mediaStartMs
    const known = this.#runs.get(runId)
    const base = known !== undefined && Math.abs(known - own) < seam * 1000 ? known : own
    this.#runs.set(runId, base)
    return mediaMs + base
  }
}
