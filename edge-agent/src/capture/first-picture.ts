import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { Awaits } from '../media/connection-state.ts'
import type { SourceEvents } from './source.ts'

/** A first picture that takes no longer is not worth a word, ms. */
const patienceMs = 2000

/** Tells what a stream that was agreed on still lacks for its first picture. */
export class FirstPicture {
  readonly #clock: Clock
  readonly #events: SourceEvents
  #expectedSince: { readonly wallMs: number; readonly monotonicMs: number } | null = null
  #told: Awaits['what'] | null = null
  #hasCome = false

  constructor(clock: Clock, events: SourceEvents) {
    this.#clock = clock
    this.#events = events
  }

  /** The camera agreed to send. */
  expected(): void {
    this.#expectedSince = { wallMs: this.#clock.wallMs(), monotonicMs: this.#clock.monotonicMs() }
  }

  /** A picture that decoding can begin with is there. */
  came(): void {
    this.#hasCome = true
  }

  /** Call about once a second. @param hasPackets whether anything of the video has come. */
  watch(hasPackets: boolean): void {
    const since = this.#expectedSince
    if (this.#hasCome || since === null || this.#clock.monotonicMs() - since.monotonicMs < patienceMs) return
    const what = hasPackets ? 'keyframe' : 'packets'
    if (what === this.#told) return
    this.#told = what
    this.#events.awaiting?.({ what, sinceMs: since.wallMs })
  }
}
