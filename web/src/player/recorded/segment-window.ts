import type { Segment } from '@nightjar/shared/api/recording.ts'
import type { Result } from '../../api/result.ts'
import { RequestFailed } from '../../api/result.ts'

export type GetSegments = (fromMs: number, toMs: number, signal: AbortSignal) => Promise<Result<readonly Segment[]>>

const firstWindowMs = 5 * 60_000
const largestWindowMs = 24 * 3_600_000
/** Looking for the next recording across a gap ends here; the person jumps further on the timeline. */
const searchedMs = 7 * 86_400_000
/** A newest stretch that had nothing is asked again after this. */
const freshMs = 4000
/** A segment is listed when it was closed and reported: up to five minutes after its first picture, and a little. */
const unsettledMs = 6 * 60_000

/** Finds the segment to play next; keeps what it was told. */
export class SegmentWindow {
  readonly #get: GetSegments
  readonly #nowMs: () => number
  #known: readonly Segment[] = []
  /** Everything in here has been asked for and will not change by itself. */
  #from = 0
  #to = 0
  /** How far the questions reached: the newest was asked for when this was now. */
  #askedTo = 0

  constructor(get: GetSegments, nowMs: () => number) {
    this.#get = get
    this.#nowMs = nowMs
  }

  /**
   * The segment that holds `wallMs`, or the first one after it that was not deleted; null when there is none up to now.
   * @throws RequestFailed, AbortError
   */
  async next(wallMs: number, signal: AbortSignal): Promise<Segment | null> {
    if (wallMs < this.#from || wallMs > this.#to + unsettledMs) this.#reset(wallMs)
    for (let size = firstWindowMs; ; size = Math.min(size * 6, largestWindowMs)) {
      const found = this.#find(wallMs)
      if (found !== null) return found
      const now = this.#nowMs()
      if (wallMs >= now || this.#to - wallMs > searchedMs) return null
      if (this.#to >= now - unsettledMs) return this.#newest(wallMs, now, signal)
      // A jump towards now can lie beyond the first window.
      await this.#ask(this.#to, Math.min(Math.max(this.#to, wallMs) + size, now), signal)
    }
  }

  /** All is known up to now, or was a moment ago: what has been recorded since? */
  async #newest(wallMs: number, now: number, signal: AbortSignal): Promise<Segment | null> {
    if (now - this.#askedTo < freshMs) return null
    await this.#ask(Math.max(this.#from, now - 2 * unsettledMs), now, signal)
    return this.#find(wallMs)
  }

  #find(wallMs: number): Segment | null {
    return this.#known.find(({ manifest, where }) => manifest.wallEndMs > wallMs && where !== 'gone') ?? null
  }

  #reset(wallMs: number): void {
    this.#known = []
    this.#from = wallMs
    this.#to = wallMs
    this.#askedTo = 0
  }

  /** What was learnt may be old: a site can come back, a segment can be deleted. */
  forget(): void {
    this.#reset(0)
  }

  async #ask(from: number, to: number, signal: AbortSignal): Promise<void> {
    const result = await this.#get(from, to, signal)
    if (result.kind === 'aborted') throw new DOMException('aborted', 'AbortError')
    if (result.kind === 'failed') throw new RequestFailed(result.problem)
    const merged = new Map(this.#known.map(segment => [segment.manifest.segmentId, segment]))
    for (const segment of result.value) merged.set(segment.manifest.segmentId, segment)
    this.#known = [...merged.values()].sort((a, b) => a.manifest.wallStartMs - b.manifest.wallStartMs)
    this.#to = Math.max(this.#to, Math.min(to, this.#nowMs() - unsettledMs))
    this.#askedTo = Math.max(this.#askedTo, to)
  }
}
