import type { AwaitedWhat } from '@nightjar/shared/domain/awaited.ts'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { SourceEvents } from './source.ts'

/** A first picture that takes no longer is not worth a word, ms. */
const patienceMs = 2000

/** What a stream that was agreed on may lack for its first picture. */
export type Lack = Exclude<AwaitedWhat, 'other-stream'>

/** What has come of a stream, as far as its first picture depends on it. */
export interface Received {
  readonly video: boolean
  readonly audio: boolean
  /** Keyframes came, and the parameter sets that they need did not: neither in the session description nor with them. */
  readonly lacksParameterSets: boolean
}

/** Tells what a stream that was agreed on still lacks for its first picture. */
export class FirstPicture {
  readonly #clock: Clock
  readonly #events: SourceEvents
  #expectedSince: { readonly wallMs: number; readonly monotonicMs: number } | null = null
  #told: Lack | null = null
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

  /** Null once the first picture is there. */
  lacks({ video, audio, lacksParameterSets }: Received): Lack | null {
    if (this.#hasCome) return null
    if (!video) return audio ? 'video' : 'packets'
    return lacksParameterSets ? 'parameter-sets' : 'keyframe'
  }

  /** Call about once a second. */
  watch(received: Received): void {
    const since = this.#expectedSince
    const what = this.lacks(received)
    if (what === null || since === null || this.#clock.monotonicMs() - since.monotonicMs < patienceMs) return
    if (what === this.#told) return
    this.#told = what
    this.#events.awaiting?.({ what, sinceMs: since.wallMs })
  }
}
